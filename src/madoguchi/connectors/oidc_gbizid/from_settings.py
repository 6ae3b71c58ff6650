# SPDX-License-Identifier: Apache-2.0
"""Which deployment of GビズID does this portal use? The settings say."""

from django.conf import settings

from madoguchi.connectors.oidc.client import SecretClient
from madoguchi.connectors.oidc_gbizid.prover import GbizidProver


def make_prover() -> GbizidProver:
    """The prover that the settings make."""
    client = SecretClient(str(settings.GBIZID_CLIENT_ID), str(settings.GBIZID_CLIENT_SECRET))
    return GbizidProver(str(settings.GBIZID_PROVIDER).rstrip("/"), client)

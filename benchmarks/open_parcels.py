# SPDX-License-Identifier: Apache-2.0
"""How fast does the office open parcels into cases? Run inside the office zone.

Timed is the fetching: parcels are asked for, proven, opened, made cases and acknowledged. Giving
the answers back to the portal follows and is timed apart.
"""

import json
import time

import django


def main() -> None:
    """Pull everything that waits and print how many cases were opened in how many seconds."""
    django.setup()
    from django.conf import settings

    from madoguchi.kernel.clock import now
    from madoguchi.platform.zones.api import ZoneClient
    from madoguchi.platform.zones.pulling import Report, fetch_waiting, give_waiting

    report, figures = Report(), {}
    with ZoneClient(settings.PORTAL_URL) as client:
        for name, cross in (("fetch", fetch_waiting), ("give", give_waiting)):
            began, used = time.perf_counter(), time.process_time()
            cross(client, now(), report)
            figures[f"{name}_s"] = time.perf_counter() - began
            figures[f"{name}_cpu_s"] = time.process_time() - used
    print(json.dumps({"opened": report.received["handled"], **figures}))


if __name__ == "__main__":
    main()

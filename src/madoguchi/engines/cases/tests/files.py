# SPDX-License-Identifier: Apache-2.0
"""Cases that came with a file, which rests encrypted as if it had crossed from the portal."""

from hashlib import sha256

from madoguchi.engines.cases.models import CaseFile
from madoguchi.kernel.application import SentFile
from madoguchi.kernel.ids import new_id
from madoguchi.platform.crypto.streams import AgeEncryptor
from madoguchi.platform.files.disk import CipherFile
from madoguchi.platform.files.models import StoredFile
from madoguchi.platform.files.opening import open_file
from madoguchi.platform.files.ports import ScannerAway, Verdict
from madoguchi.platform.files.receiving import reader_key
from madoguchi.platform.files.sanitising.tests.hostile_pdfs import EICAR


class Scanner:
    """A virus scanner that knows the test virus, and may be away."""

    def __init__(self, *, away=False):
        self.away = away

    def check(self):
        if self.away:
            raise ScannerAway
        return "Scanner 1"

    def scan(self, content):
        return Verdict("Eicar" if EICAR in content else "", self.check())


def attached(opened, name, content, at, *, question="words"):
    """The one file of a new case; its content was never looked at on the way."""
    sealed = AgeEncryptor(reader_key())
    cipher = CipherFile(new_id())
    cipher.write(sealed.feed(content))
    cipher.write(sealed.finish())
    cipher.place()
    StoredFile.objects.create(
        id=cipher.id, purpose="application.submitted", owner="tests", size=len(content),
        sha256=sha256(content).hexdigest(), name=name, media_type="", cipher_size=cipher.size,
        cipher_sha256=cipher.sha256, recipient_key="tests", created_at=at,
    )  # fmt: skip
    sent = SentFile(
        id=cipher.id, question=question, name=name, type="application/octet-stream",
        size=len(content), sha256=sha256(content).hexdigest(),
    )  # fmt: skip
    case = opened(files=(sent,))
    return CaseFile.objects.select_related("case").get(case=case)


def original_of(file):
    return b"".join(open_file(file.file_id))

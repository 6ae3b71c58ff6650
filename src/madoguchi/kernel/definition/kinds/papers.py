# SPDX-License-Identifier: Apache-2.0
"""What is asked of attachments and of agreement to a text?"""

import hashlib
import json
import re
from typing import Any

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.definition.kinds.base import Asking, Fields, Found, Kind, Parts, Read
from madoguchi.kernel.definition.questions import ConsentQuestion, FileQuestion
from madoguchi.kernel.texts import TextValue, text

_FILE_KEYS = {"id", "name", "type", "size", "sha256"}
_OFFICE = re.compile(
    r"application/(msword|vnd\.(openxmlformats-officedocument|ms-|oasis\.opendocument)[\w.-]*)"
)
_TYPES: dict[str, re.Pattern[str]] = {
    "image": re.compile(r"image/[\w.+-]+"),
    "pdf": re.compile("application/pdf"),
    "office": _OFFICE,
    "text": re.compile(r"text/(plain|csv)|application/(json|csv)"),
}
_KIND_NAMES: dict[str, TextValue] = {
    "image": text("写真", "photos", "しゃしん"),
    "pdf": text("PDF", "PDF", "PDF"),
    "office": text("Word・Excelなど", "Word, Excel and the like", "Word・Excel"),
    "text": text("テキスト", "text", "テキスト"),
}
_ATTACH = text(
    "「{label}」を付けてください。スマートフォンで撮った写真でもかまいません。",
    "Attach “{label}”. A photo taken with a phone is fine.",
    "「{label}」を つけてください。スマホの しゃしんで いいです。",
)
_TOO_FEW = text(
    "「{label}」は{least}つ以上付けてください。いまは{count}つです。",
    "Attach at least {least} for “{label}”. There are {count}.",
    "「{label}」は {least}つより 多く つけてください。いまは {count}つです。",
)
_TOO_MANY = text(
    "「{label}」に付けられるのは{most}つまでです。いまは{count}つです。不要なものを外してください。",
    "“{label}” takes up to {most}. There are {count}: please take some out.",
    "「{label}」は {most}つまでです。いまは {count}つです。いらない ものを はずしてください。",
)
_TOO_BIG = text(
    "「{name}」は{most}MBより大きいため、受け取れません。小さくして付け直してください。",
    "“{name}” is larger than {most} MB. Please make it smaller and attach it again.",
    "「{name}」は {most}MBより 大きいです。小さくして、もういちど つけてください。",
)
_WRONG_TYPE = text(
    "「{name}」の形式は受け取れません。{kinds}で付け直してください。",
    "“{name}” is of a kind that cannot be taken. Attach it as {kinds}.",
    "「{name}」は うけとれません。{kinds}で つけてください。",
)


class FileKind(Kind[FileQuestion]):
    """One or several attachments; the files themselves never pass through the form."""

    missing = _ATTACH
    seconds = 60

    def compile(self, compiler: Compiler, path: str) -> None:
        if self.question.at_least > self.question.at_most:
            compiler.report.add(
                f"{path}.at_least",
                "empty_range",
                "付ける数の下限が上限より大きくなっています。",
                "at_least lies above at_most.",
            )

    def read(self, fields: Fields, asking: Asking) -> Read:
        earlier = asking.earlier
        return self.check(earlier, asking) if earlier else Read(None)

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, list) or not all(_is_file(entry) for entry in value):
            return self.refuse_shape()
        if not value:
            return Read(None)
        found = self._check_count(len(value))
        for entry in value:
            found += self._check_file(entry)
        return Read(value, found)

    def _check_count(self, count: int) -> list[Found]:
        least, most = self.question.at_least, self.question.at_most
        if count < least:
            return [self.problem("too_few", _TOO_FEW, least=least, count=count)]
        if count > most:
            return [self.problem("too_many", _TOO_MANY, most=most, count=count)]
        return []

    def _check_file(self, entry: dict[str, Any]) -> list[Found]:
        name, most = entry["name"][:40], self.question.max_megabytes
        if entry["size"] > most * 1024 * 1024:
            return [self.problem("too_big", _TOO_BIG, name=name, most=most)]
        if not any(_TYPES[kind].fullmatch(entry["type"]) for kind in self.question.accept):
            return [self.problem("file_type", _WRONG_TYPE, name=name, kinds=self._kinds())]
        return []

    def _kinds(self) -> TextValue:
        names = [_KIND_NAMES[kind] for kind in self.question.accept]
        return text("・".join(n.ja for n in names), ", ".join(n.pick("en") for n in names))

    def show(self, value: Any, lang: str) -> str:
        return "\n".join(f"{entry['name']}({_size(entry['size'])})" for entry in value)

    def to_form(self, value: Any) -> Parts:
        return {}


def _is_file(entry: Any) -> bool:
    if not isinstance(entry, dict) or not entry.keys() >= _FILE_KEYS:
        return False
    texts = all(isinstance(entry[key], str) for key in _FILE_KEYS - {"size"})
    size = entry["size"]
    return texts and isinstance(size, int) and not isinstance(size, bool) and size >= 0


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}MB" if count >= 1024 * 1024 else f"{-(-count // 1024)}KB"


_AGREE = text(
    "「{label}」の内容を読み、よければ「同意します」に印を付けてください。",
    "Read “{label}” and tick the box if you agree.",
    "「{label}」を 読んで、よければ しるしを つけてください。",
)
_CHANGED = text(
    "「{label}」の文が新しくなりました。もう一度読んで、印を付けてください。",
    "The text of “{label}” has changed. Please read it and tick the box again.",
    "「{label}」の 文が かわりました。もういちど 読んで、しるしを つけてください。",
)


class ConsentKind(Kind[ConsentQuestion]):
    """Agreement to a text; the digest of the text agreed to is kept with it."""

    missing = _AGREE
    seconds = 20

    def compile(self, compiler: Compiler, path: str) -> None:
        self.digest = consent_digest(self.question.text)

    @property
    def required(self) -> bool:
        return self.question.must_agree

    def read(self, fields: Fields, asking: Asking) -> Read:
        agreed = fields.get() not in ("", "no", "false", "0", "off")
        if not agreed and self.question.must_agree:
            return Read(None)
        return Read({"agreed": agreed, "digest": self.digest})

    def check(self, value: Any, asking: Asking) -> Read:
        if not isinstance(value, dict) or value.keys() != {"agreed", "digest"}:
            return self.refuse_shape()
        if not isinstance(value["agreed"], bool) or not isinstance(value["digest"], str):
            return self.refuse_shape()
        if value["digest"] != self.digest:
            return Read(None, [self.problem("text_changed", _CHANGED)])
        if self.question.must_agree and not value["agreed"]:
            return Read(None, [self.refuse_missing()])
        return Read(value)

    def show(self, value: Any, lang: str) -> str:
        if value["agreed"]:
            return {"en": "I agree", "easy": "同意します"}.get(lang, "同意します")
        return {"en": "I do not agree", "easy": "同意しません"}.get(lang, "同意しません")

    def to_form(self, value: Any) -> Parts:
        return {"": ["yes"]} if value["agreed"] else {}


def consent_digest(agreed: TextValue) -> str:
    """SHA-256 of the text in all its languages, hex."""
    shown = json.dumps(agreed.model_dump(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()

# SPDX-License-Identifier: Apache-2.0
"""What can every kind of question do: read a form, check a value, show it, fill a form again?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from madoguchi.kernel.conditions.compiler import Compiler
from madoguchi.kernel.conditions.values import Frame
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.questions import Question
from madoguchi.kernel.texts import TextValue, text

Q = TypeVar("Q", bound=Question)
Parts = dict[str, list[str]]
"""Part ("" for the whole) → what a browser posts for it."""


class Found(NamedTuple):
    """One find in an answer; without ``blocking`` it is only pointed out."""

    part: str | None
    code: str
    message: TextValue
    blocking: bool = True


class Read(NamedTuple):
    """A value (None: left empty) with what there is to say about it."""

    value: Any
    found: Sequence[Found] = ()

    @property
    def ok(self) -> bool:
        """Whether the value can be kept."""
        return not any(find.blocking for find in self.found)


@dataclass(slots=True)
class Asking:
    """The moment of reading: surroundings, the answers so far, the earlier answer."""

    ctx: Context
    frame: Frame
    earlier: Any = None


class Fields:
    """The posted fields of one question; what is missing reads as ""."""

    __slots__ = ("form", "name")

    def __init__(self, form: Mapping[str, Sequence[str]], name: str) -> None:
        self.form = form
        self.name = name

    def get(self, part: str = "") -> str:
        """The last posted value of a part."""
        posted = self.form.get(f"{self.name}.{part}" if part else self.name)
        if not posted:
            return ""
        return posted if isinstance(posted, str) else str(posted[-1])

    def all(self) -> list[str]:
        """Every posted value of the question itself."""
        posted = self.form.get(self.name) or []
        return [posted] if isinstance(posted, str) else [str(value) for value in posted]

    def parts(self) -> Iterable[str]:
        """The names of the parts that were posted."""
        start = len(self.name) + 1
        prefix = f"{self.name}."
        return (name[start:] for name in self.form if name.startswith(prefix))

    def under(self, part: str) -> "Fields":
        """The fields below a part, such as the date of birth of a household member."""
        return Fields(self.form, f"{self.name}.{part}")


def say(template: TextValue, **values: object) -> TextValue:
    """Fill a sentence in each language; texts among the values are picked by language."""

    def filled(lang: str) -> str:
        picked = {
            name: value.pick(lang) if isinstance(value, TextValue) else value
            for name, value in values.items()
        }
        return template.pick(lang).format(**picked)

    return TextValue(ja=filled("ja"), en=filled("en"), easy=filled("easy"))


ENTER = text("「{label}」を入れてください。", "Enter “{label}”.", "「{label}」を 書いてください。")
CHOOSE = text(
    "「{label}」の答えを選んでください。",
    "Choose an answer to “{label}”.",
    "「{label}」の こたえを えらんでください。",
)
_SHAPE = text(
    "「{label}」を読み取れませんでした。もう一度入れてください。",
    "“{label}” could not be read. Please enter it again.",
    "「{label}」が わかりません。もういちど 入れてください。",
)
TOO_LONG = text(
    "「{label}」は{most}文字までです。いまは{count}文字です。{over}文字減らしてください。",
    "“{label}” may have up to {most} characters. You entered {count}: please take out {over}.",
    "「{label}」は {most}文字までです。いまは {count}文字です。{over}文字 へらしてください。",
)


class Kind(Generic[Q]):
    """How questions of one type behave; one instance for each question, made at compile time."""

    missing: ClassVar[TextValue] = ENTER
    seconds: ClassVar[int] = 15
    """How long an answer takes, for the estimated time."""

    def __init__(self, question: Q, compiler: Compiler, path: str) -> None:
        self.question = question
        self.label = question.label
        self.compile(compiler, path)

    def compile(self, compiler: Compiler, path: str) -> None:
        """Compile what depends on other answers; report what is wrong with the question."""

    @property
    def required(self) -> bool:
        """Whether an answer must be given."""
        return self.question.required

    def read(self, fields: Fields, asking: Asking) -> Read:
        """Read posted fields forgivingly; never raises."""
        raise NotImplementedError

    def check(self, value: Any, asking: Asking) -> Read:
        """Check a canonical value of whatever shape; never raises."""
        raise NotImplementedError

    def show(self, value: Any, lang: str) -> str:
        """The value in words for a reader."""
        return str(value)

    def to_form(self, value: Any) -> Parts:
        """What a browser would post for a canonical value."""
        return {"": [str(value)]}

    def problem(
        self, code: str, template: TextValue, part: str | None = None, **values: object
    ) -> Found:
        """A find, with the question's label in its sentence."""
        return Found(part, code, say(template, label=self.label, **values))

    def refuse_shape(self) -> Read:
        """A value that is not of this type at all."""
        return Read(None, [self.problem("shape", _SHAPE)])

    def refuse_missing(self) -> Found:
        """No answer, where there must be one."""
        return self.problem("missing", self.missing)


def is_texts(value: Any, *names: str) -> bool:
    """Whether a value is a mapping of exactly these names to strings."""
    return (
        isinstance(value, dict)
        and value.keys() == set(names)
        and all(isinstance(part, str) for part in value.values())
    )

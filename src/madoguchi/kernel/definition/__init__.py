# SPDX-License-Identifier: Apache-2.0
"""Definitions: what a procedure asks, in what order, and what its answers mean."""

from madoguchi.kernel.definition.ask_step import ask_step
from madoguchi.kernel.definition.calculate_fee import calculate_fee
from madoguchi.kernel.definition.check_eligibility import check_eligibility
from madoguchi.kernel.definition.choose_section import CheckResult, choose_section, run_checks
from madoguchi.kernel.definition.compile import compile_procedure, inspect_procedure
from madoguchi.kernel.definition.compiled import Compiled, CompiledQuestion, CompiledStep
from madoguchi.kernel.definition.context import Context
from madoguchi.kernel.definition.correct import (
    apply_correction,
    correction_field,
    fill_correction,
    read_correction,
)
from madoguchi.kernel.definition.describe import describe, describe_value, name_item
from madoguchi.kernel.definition.estimate_minutes import estimate_minutes
from madoguchi.kernel.definition.find_path import find_path
from madoguchi.kernel.definition.load import (
    definition_digest,
    dump_definition,
    load_definition,
    procedure_json_schema,
)
from madoguchi.kernel.definition.problems import DefinitionRejected, Problem
from madoguchi.kernel.definition.prune import prune
from madoguchi.kernel.definition.put_step import close_items, put_step, remove_item
from madoguchi.kernel.definition.read_step import read_step
from madoguchi.kernel.definition.rebase import rebase
from madoguchi.kernel.definition.results import (
    AnswerError,
    Answers,
    AskedQuestion,
    CorrectionReading,
    DescribedRow,
    DescribedStep,
    Eligibility,
    Fee,
    FeeLine,
    FormFields,
    Path,
    PathStep,
    Reason,
    Rebased,
    StepReading,
)
from madoguchi.kernel.definition.schema import Procedure
from madoguchi.kernel.definition.to_form import fill_form, to_form
from madoguchi.kernel.definition.validate_all import validate_all

__all__ = [
    "AnswerError",
    "Answers",
    "AskedQuestion",
    "CheckResult",
    "Compiled",
    "CompiledQuestion",
    "CompiledStep",
    "Context",
    "CorrectionReading",
    "DefinitionRejected",
    "DescribedRow",
    "DescribedStep",
    "Eligibility",
    "Fee",
    "FeeLine",
    "FormFields",
    "Path",
    "PathStep",
    "Problem",
    "Procedure",
    "Reason",
    "Rebased",
    "StepReading",
    "apply_correction",
    "ask_step",
    "calculate_fee",
    "check_eligibility",
    "choose_section",
    "close_items",
    "compile_procedure",
    "correction_field",
    "definition_digest",
    "describe",
    "describe_value",
    "dump_definition",
    "estimate_minutes",
    "fill_correction",
    "fill_form",
    "find_path",
    "inspect_procedure",
    "load_definition",
    "name_item",
    "procedure_json_schema",
    "prune",
    "put_step",
    "read_correction",
    "read_step",
    "rebase",
    "remove_item",
    "run_checks",
    "to_form",
    "validate_all",
]

"""What is wrong with an SOP file (faults) and what a person should confirm in it (remarks), as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Params = Mapping[str, str | int]

#: Code -> English msgid. Doors translate it and fill in `params`; each is in translations/id/parts/sop.po.
MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "too_large": "The file is larger than %(limit)s bytes.",
        "wrong_encoding": "The file is not text in UTF-8.",
        "not_yaml": "The file cannot be read as YAML from this line on.",
        "tab": "This line is indented by a tab; YAML takes spaces only.",
        "empty": "The file is empty.",
        "control": "This text holds a control character.",
        "second_document": "The file holds more than one document.",
        "too_deep": "The file is nested deeper than %(limit)s levels.",
        "tag": "The tag %(tag)s is not allowed in this file.",
        "anchor": "Anchors and aliases are not allowed in this file.",
        "duplicate_field": "The field %(name)s is given twice.",
        "unknown_field": "The field %(name)s is not known.",
        "missing_field": "The field %(name)s is missing.",
        "not_text": "A text is expected here; a number stands in quotes.",
        "not_list": "A list is expected here.",
        "not_mapping": "Fields with values are expected here.",
        "not_flag": "true or false is expected here.",
        "not_number": "A whole number, not negative, is expected here.",
        "bad_slug": "%(value)s is not a short name of letters, digits, underscore or hyphen.",
        "bad_duration": "%(value)s cannot be read as a length of time.",
        "not_in_vocabulary": "%(value)s is not one of: %(known)s.",
        "duplicate_id": "%(value)s is used twice.",
        "unknown_group": "There is no group of actions called %(value)s.",
        "unknown_wait": "There is no wait limit called %(value)s.",
        "unknown_lane": "There is no lane called %(value)s.",
        "unknown_role": "There is no role called %(value)s.",
        "unknown_process": "There is no process called %(value)s.",
        "unknown_step": "There is no step called %(value)s.",
        "unknown_action": "This step has no action called %(value)s.",
        "unknown_evidence": "%(value)s is not a kind of evidence.",
        "other_process": "Step %(value)s belongs to another process.",
        "unreachable": "No move leads to step %(step)s.",
        "no_way_out": "From step %(step)s no move leads to an end.",
        "one_sided": "Step %(step)s decides, but only one way leads out of it.",
        "leads_nowhere": "Action %(action)s closes its task and leads nowhere.",
        "end_without_outcome": "Action %(action)s ends the case without naming an outcome.",
        "outcome_without_end": "Action %(action)s names an outcome but does not end the case.",
        "pause_without_reply": "Step %(step)s pauses the case but lacks a move for the reply or for silence.",
        "pause_in_unit": "Step %(step)s belongs to one agency and may not pause the whole case.",
        "wait_without_timeout": "Step %(step)s waits but names no move for when the wait is over.",
        "timeout_without_limit": "Step %(step)s has a timeout move but neither a time nor a wait limit.",
        "timeout_not_timer": "The timeout move %(action)s is not open to the timer.",
        "timer_never_fires": "The timer move %(action)s is neither the timeout nor the end of a pause.",
        "timer_loop": "The timers go round in a circle through step %(step)s.",
        "needs_unit": "Step %(step)s belongs to one agency, but %(action)s does not say which.",
        "same_key": "Two actions of step %(step)s share the key %(key)s.",
        "escalate_incomplete": "Action %(action)s must name both escalate_at and escalate_to.",
        "duplicate_number": "Number %(no)s is printed more than once.",
        "time_missing": "The source sets no time for step %(step)s.",
        "time_unclear": "The time %(raw)s of step %(step)s can be read in more than one way.",
        "period_mismatch": "Step %(step)s makes a %(output)s but its form is a %(requires)s.",
        "doubled_word": "The word %(word)s stands twice in step %(step)s.",
        "unbalanced_bracket": "A bracket in step %(step)s is not closed or not opened.",
        "unknown_option": "There is no option called %(value)s.",
        "named_with_role": "Lane %(lane)s is worked by named people only and may have no role.",
        "unit_without_scope": "Lane %(lane)s stands for one unit, so its scope must be opd.",
        "not_working_days": "%(value)s is not a number of working days.",
        "deadline_incomplete": "The deadline of process %(process)s must name its days, or go by "
        "klasifikasi.",
        "duty_without_window": "The duty begins with step %(step)s, which needs a time, a timeout and "
        "an agency.",
        "confidential_lane": "Step %(step)s is confidential, but its lane is not worked by named "
        "people only.",
        "question_one_sided": "The question %(question)s of step %(step)s lacks one of its sides.",
        "pause_left_open": "Action %(action)s closes the wait but does not end the pause.",
        "join_not_fed": "Step %(step)s waits for step %(feeder)s, from which no move leads to it.",
        "join_in_unit": "Step %(step)s belongs to one agency and cannot wait for the others.",
        "print_without_unit": "Step %(step)s prints a paper about one agency, but has no visits per agency.",
        "recap_without_report": "Step %(step)s prints a monthly recap, but nobody submits a report in it.",
        "terminator_with_actions": "Step %(step)s is a printed end and can have no actions.",
        "leads_to_terminator": "Action %(action)s leads to step %(step)s, which is only a printed end.",
        "up_incomplete": "Action %(action)s must name both up_at and up_to.",
        "nothing_to_extend": "Action %(action)s extends a deadline that has no extension.",
        "extends_without_reason": "Action %(action)s extends the deadline and must ask for a reason.",
        "begins_without_end": "Action %(action)s begins another process and must end this case whole.",
        "arrives_elsewhere": "Action %(action)s is made by the arrival, so it must stand alone in a "
        "first step.",
        "unmoderated": "Action %(action)s sends a reply without an approval before it.",
        "nobody_can": "Nobody can do action %(action)s: none of its lanes is bound to a role.",
        "agency_without_visit": "Step %(step)s stands in the lane of an agency, but has no visits "
        "per agency.",
        "lane_idle": "Step %(step)s stands in a lane that can do none of its actions.",
        "unknown_sop": "There is no SOP with code %(value)s and that version.",
        "unknown_calendar": "There is no calendar called %(value)s.",
        "calendar_of_your_own": "The house does not begin with a calendar called %(value)s.",
        "bad_moment": "%(value)s is not a moment; it is written as 2026-08-10 08:00.",
        "bad_clock": "%(value)s is not a time of day; it is written as 08:00.",
        "bad_year": "%(value)s lies outside the years %(first)s to %(last)s.",
        "too_many": "%(value)s is too many; %(most)s is the most.",
        "too_few": "%(value)s is too few; %(least)s is the least.",
        "until_too_early": "The scenario ends before its start or before its last move.",
        "not_asked": "Action %(action)s does not ask for %(name)s.",
        "unit_missing": "Step %(step)s belongs to one agency; name it in the field unit.",
        "beyond_reckoning": "A deadline of this scenario lies further away than can be reckoned.",
        "bad_date": "%(value)s is not a date; it is written as 2026-08-17.",
        "bad_zone": "There is no time zone called %(value)s.",
        "bad_hours": "These opening hours are not in order.",
        "out_of_order": "This move is earlier than the one before it, or than the start.",
        "activity_mismatch": "Step %(step)s speaks of a %(activity)s report but makes a %(output)s.",
        "terminator_with_time": "Step %(step)s is only the end of the sheet, but a time or an output "
        "is printed.",
        "nip_damaged": "The NIP %(nip)s cannot be right; it is kept as printed.",
        "sum_over_deadline": "The steps of process %(process)s take %(minutes)s working minutes, more "
        "than the "
        "%(days)s working days of the case.",
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing that makes a definition unusable. `line` counts from 1; None where there is no file."""

    line: int | None
    where: str
    code: str
    params: Params = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English msgid; fill it with `params` after translating."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.where}: {self.message % self.params}"


@dataclass(frozen=True)
class Remark:
    """An oddity of the source that stays verbatim. `confirm`: an administrator should confirm the reading."""

    where: str
    code: str
    params: Params = field(default_factory=dict)
    confirm: bool = True
    line: int | None = None

    @property
    def message(self) -> str:
        """The English msgid; fill it with `params` after translating."""
        return MESSAGES[self.code]


class DefinitionError(ValueError):
    """A definition that cannot be used, with all its faults at once, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        told = {(str(fault), fault.code): fault for fault in faults}
        self.faults = tuple(sorted(told.values(), key=lambda each: (each.line or 0, each.where, each.code)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

"""What takes two people, and who the second may be: the one page that says it of every app."""

from agencies.actions.passwords import answers_for_the_installation, may_agree_to_credentials
from agencies.actions.register import change_post_as_asked, may_agree_to_post
from agencies.actions.tokens import may_agree_to_token
from agencies.approvals import TWO_PERSON_ACTS, TwoPersonAct, each
from agencies.models import Approval
from cases.actions.ledger_withdrawals import may_agree_to_withdrawal, withdraw_as_asked
from cases.actions.reporters import reveals_decided_by
from kernel.actor import Actor


def _answers(actor: Actor, approval: Approval) -> bool:
    return answers_for_the_installation(actor)


TWO_PERSON_ACTS |= {
    Approval.Act.OPEN_SEAL: TwoPersonAct(reveals_decided_by),
    Approval.Act.WITHDRAW_IMPORT: TwoPersonAct(each(may_agree_to_withdrawal), withdraw_as_asked),
    Approval.Act.ISSUE_TOKEN: TwoPersonAct(each(may_agree_to_token)),
    Approval.Act.CHANGE_POST: TwoPersonAct(each(may_agree_to_post), change_post_as_asked),
    Approval.Act.GIVE_PASSWORD: TwoPersonAct(each(may_agree_to_credentials), takes_fresh_code=True),
    Approval.Act.ROTATE_KEYS: TwoPersonAct(each(_answers), takes_fresh_code=True),
    Approval.Act.RESTORE: TwoPersonAct(each(_answers), takes_fresh_code=True),
    Approval.Act.REMOVE_FACTOR: TwoPersonAct(each(may_agree_to_credentials), takes_fresh_code=True),
}

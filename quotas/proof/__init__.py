"""What proves the booked side: the contents each seal covers, and the check of the whole register against them."""

from quotas.proof.contents import countersignature_contents, decision_contents, head_of, whole_decisions
from quotas.proof.faults import anchor_faults, faults_of_contents, faults_of_guards, faults_of_ledger, find_faults
from quotas.proof.state import own_models, state_of_register

__all__ = [
    "anchor_faults",
    "countersignature_contents",
    "decision_contents",
    "faults_of_contents",
    "faults_of_guards",
    "faults_of_ledger",
    "find_faults",
    "head_of",
    "own_models",
    "state_of_register",
    "whole_decisions",
]

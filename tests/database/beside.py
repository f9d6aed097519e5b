"""Processes beside a test that write to the same database, and wait for each other without hurry."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from database import connections
from database.log import log_head
from tests.patience import PATIENCE_S

LIMITS = ((connections, "BUSY_TIMEOUT_S"), (connections, "SETTLE_WITHIN_S"), (log_head, "BUSY_TIMEOUT_S"))


def be_patient() -> None:
    """Let this process wait for others however busy the machine is; what is opened afterwards does."""
    for module, name in LIMITS:
        setattr(module, name, PATIENCE_S)


def other_processes(count: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes that are patient."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=be_patient)

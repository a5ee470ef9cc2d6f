"""Threads that let the pages go first."""

import os
import threading

NICENESS = 10


def let_pages_go_first() -> None:
    """Lower the calling thread's share of the processor, and that of threads it starts from now on.

    On Linux a niceness belongs to a thread; elsewhere nothing changes.
    """
    if hasattr(os, "setpriority") and os.uname().sysname == "Linux":
        thread = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(now, NICENESS))  # nobody but root may take a lower one

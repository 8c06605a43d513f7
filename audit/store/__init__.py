"""``audit.db`` (结果库): every judged run with the versions that judged it, in SQLite."""

from audit.store.records import JudgedRecord, RunRecord, ScoreRecord, SetRecord
from audit.store.store import Store

__all__ = ["JudgedRecord", "RunRecord", "ScoreRecord", "SetRecord", "Store"]

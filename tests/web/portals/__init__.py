"""Whole portals with known truth, in the habits of each publishing system (发布系统).

``build(Trs, seed)`` writes a portal; ``Portal.serve`` puts it on the tests' internet. Its
addresses, lists, header lines, index tables and footers are those of indicators §6.2 and §6.4;
every place, person and number is invented.

A new system is a subclass of `System` in a module of its own, named in ``SYSTEMS``: it says how
pages are called and what surrounds titles, dates and texts; what they say and what is true of it
comes from `content` and `portal`. ``python -m tests.web.portals`` prints where the readers fall
short of the truth, `gaps` has the table of what is known of that.
"""

from tests.web.portals.asp import Asp
from tests.web.portals.gkmlpt import Gkmlpt
from tests.web.portals.hanweb import Jcms, Jpaas
from tests.web.portals.intensive import Hex, Ucap
from tests.web.portals.longxun import Longxun
from tests.web.portals.mixed import Mixed
from tests.web.portals.others import Chengdu, Jhtml, Vsb
from tests.web.portals.portal import AS_OF, Portal, build
from tests.web.portals.system import System
from tests.web.portals.trs import Trs, TrsUpper

SYSTEMS: tuple[type[System], ...] = (
    Trs, TrsUpper, Mixed, Jcms, Jpaas, Ucap, Hex, Gkmlpt, Longxun, Vsb, Jhtml, Chengdu, Asp,
)  # fmt: skip

__all__ = ["AS_OF", "SYSTEMS", "Portal", "System", "build"]

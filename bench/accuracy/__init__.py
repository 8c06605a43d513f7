"""How right the readers of pages are (准确率), measured on labelled pages.

    python -m bench.accuracy                 # every fact, real and generated pages apart
    python -m bench.accuracy dates lists     # some of them
    python -m bench.accuracy dates --half tune --wrong   # name each miss; never of the other half

Labels are ours and stand in ``bench/labels/``, keyed by the SHA-256 of the page; the pages are
those of the corpus beside the project. Half of the sites are for tuning the readers, the other half
only for measuring: no one looks at a miss of that half and then changes a rule for it.

``portals`` asks the same of generated pages (``tests/web/portals``), which have their truth with
them; the two are never added up.
"""

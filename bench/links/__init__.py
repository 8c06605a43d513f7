"""Link verdicts against other link checkers: a labelled site, and who accuses whom.

    python -m bench.links
    python -m bench.links --tools ours lychee

A portal of more than 400 targets on loopback, each labelled broken or sound, with every trap that
users of link checkers have complained of (see `bench.links.site`). Each tool looks at it once, in
a network namespace that holds nothing else, with names, ports and TLS as in the world. The gate:
ours accuses no sound target and misses at most one in a hundred broken ones.
"""

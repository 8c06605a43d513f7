"""Bundle (证据包): one run's folder of evidence, one writer, closed at the end, never edited.

``evidence.db`` holds what was observed, ``archive.warc.gz`` the responses themselves,
``bundle.json`` closes it with the digests of both. Facts derived from it lie beside it in
``facts.db`` and can be made again at any time.
"""

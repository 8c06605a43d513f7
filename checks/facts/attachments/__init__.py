"""Attachments (附件): from their bytes to what they say.

`read` needs the libraries of all formats: only the processes that read files import it.
"""

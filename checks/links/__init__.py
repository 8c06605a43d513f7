"""Broken links (死链错链): pages, attachments, images and foreign targets that do not open."""

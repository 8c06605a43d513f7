"""Content that is not updated (内容不更新)."""

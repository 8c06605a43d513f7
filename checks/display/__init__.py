"""Display (页面显示): weight, disturbances and strangers that a browser meets on a page."""

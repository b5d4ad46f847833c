"""The page: a graph of claims as one HTML file that needs no network and no server."""

from kg.view.html import page, write_page

__all__ = ["page", "write_page"]

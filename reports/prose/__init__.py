"""The words of a report: made from a template, edited by people, and held against its figures."""

"""One history for each indicator: editions in order, who is who across them, what moved.

    documents' rows → series → editions → one assignment after another → chains
    chains → indicators, indicator_names, panel, changes, findings

Everything here is a function of the rows of all documents together, in an order that their content
gives; the order in which they were read, or found, changes nothing.
"""

"""An output folder held against what it promises: `shinchoku check`.

    folder → Stored tables → columns, keys, package, sums, rates → Problem → table, JSON, GitHub

Tables are read in batches and compared by column, so a large output needs little memory. What is
found is a finding with a code of the family `K` and the file and line it stands in.
"""

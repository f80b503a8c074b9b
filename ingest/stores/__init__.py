"""The forms in which tables are kept: Parquet by default, Delta Lake where several programs write.

parquet.py   how every Parquet file is laid out
batches.py   the tables of output folders as Arrow batches
groups.py    which documents and series differ between two forms of a table
delta.py     tables of Delta Lake: bringing rows to them, reading, compacting
"""

STORES = ("parquet", "delta")

"""What other processes do in tests; they import this module alone."""

from ingest.datapackage import ALL_TABLES
from ingest.stores.batches import of_folder
from ingest.stores.delta import bring


def bring_often(folders, place):
    for folder in folders:
        bring(of_folder(folder, ALL_TABLES), place)

"""What reading many documents will cost, from a sample of them: `shinchoku plan`.

sample.py     which documents are read: in layers of size, chosen by hash
measure.py    each read as a run reads it, with its time, memory and bytes
estimate.py   the sample's figures as those of all documents, with an interval
"""

"""Scripts that look into a file that a stranger sent, each run in a process of its own: see `portal.kernel.inspection`.

They import nothing of the portal, read the file from standard input and print one word.
"""

"""Reading a catalogue directory, comparing it with the database, and writing the difference.

faults <- reading <- checking; columns <- current, wanted <- planning <- relations <- writing <- run: each imports only
what stands before it.
"""

"""Areas of the catalogue and the crossings between the two cities: facts, the schematic map, reads."""

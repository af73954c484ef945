"""What people paste from Word and Excel becomes rows: a name and a number each. Pure: no Django."""

"""A pack written out in the forms of other software: one package a form."""

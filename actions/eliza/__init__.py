"""ELIZA as it was in 1966: a script in, the replies of that time out, to the letter.

The mechanism is that of Weizenbaum, "ELIZA: A Computer Program For the Study of Natural Language Communication
Between Man And Machine" (Communications of the ACM 9(1), 1966), with what the listings found since have settled. It
knows nothing of packs, intents or classifiers: read a script, greet, and `hear` one line after the other.

    script = read(path)
    state, reply = hear(script, State(), "Men are all alike.")
"""

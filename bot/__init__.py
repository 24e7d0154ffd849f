"""The engine, which knows no topic.

The journey of a message, in the order of the rooms:

    channel → conversation → understanding → decision → action → wording → channel

A channel turns its wire format into an Utterance; `Conversation.hear` takes the turn; understanding turns
text into an accepted clause or a reason why not; decision names the next action; the executor runs that
rasa-sdk action; wording makes the Answer, which the channel turns back into its wire format.
"""

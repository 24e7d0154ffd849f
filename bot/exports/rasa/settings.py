"""`config.yml` and `endpoints.yml`: how the exported Rasa learns, and where it finds the answers."""

from __future__ import annotations

CONFIG = """\
# How Rasa understands. Names are looked up (RegexEntityExtractor) and told by their ids (EntitySynonymMapper);
# DIET learns the intents and the roles of names ("before 2014", "not by …").
recipe: default.v1
language: en
assistant_id: doolittle_{pack}
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
    case_sensitive: false
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    # Few, so that a first training is soon over; with fewer, most is declined. 100 understand better.
    epochs: 30
    random_seed: 1
    entity_recognition: true
    constrain_similarities: true
  - name: RegexEntityExtractor
    case_sensitive: false
    use_lookup_tables: true
    use_regexes: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    # Tells the curated answers apart. 100 do it better.
    epochs: 30
    random_seed: 1
    constrain_similarities: true
  - name: FallbackClassifier
    # An intent less likely than this is not answered.
    threshold: 0.3
    ambiguity_threshold: 0.05
policies:
  - name: RulePolicy
    core_fallback_threshold: 0.3
    core_fallback_action_name: action_fallback
    enable_fallback_prediction: true
"""
ENDPOINTS = """\
# Where the answers come from: Doolittle's actions on a server of their own.
action_endpoint:
  url: http://localhost:5055/webhook
"""


def config(pack: str) -> str:
    """The pipeline and the policies for a pack."""
    return CONFIG.replace("{pack}", pack)

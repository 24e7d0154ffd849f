"""What a scrape of `/metrics` found."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families


def scraped(text: str) -> dict[tuple[str, ...], float]:
    """Each sample's value, by its name and the values of its labels in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }

"""Translates batches with cached keys and values: beam search or sampling, a whole batch step by step.

Scores are those of `translate`: log-probabilities divided by length to the power of `normalization`, `</s>` counted.
"""

import torch

END = 0


def translate(model, text, part, beam=1, normalization=1.0, sample=None, seed=1):
    """Translations of the pairs of a part, whose sources are equally long: lists of ids ending with `</s>`.

    - sample: (temperature, how many of the likeliest tokens to choose from; 0: all) instead of a search.
    """
    source = torch.from_numpy(text.source_rows(part)).to(model.flat.device)
    limit = min(2 * source.shape[1] + 10, len(model.positions))
    if sample:
        generator = torch.Generator(source.device).manual_seed(seed)
        return sampled(model, source, limit, *sample, generator)
    return searched(model, source, limit, beam, normalization)


class State:
    """Caches of all layers for `rows` rows of each sentence that is still at work."""

    def __init__(self, model, source, rows, limit):
        self.model, self.rows, self.position = model, rows, 0
        memory = model.encode(source)
        self.keys_values = [layer.context.sublayer.keys_values(memory) for layer in model.decoder]
        total = len(source) * rows
        self.caches = [layer.past.sublayer.new_cache(total, limit, memory) for layer in model.decoder]
        self.past = [layer.past.sublayer for layer in model.decoder]

    def step(self, tokens):
        """Log-probabilities `[sentences, rows, vocabulary]` behind `tokens`, `[sentences, rows]`; none at first."""
        model = self.model
        x = model.positions[self.position].expand(len(self.keys_values[0][0]) * self.rows, 1, -1)
        if tokens is not None:
            x = x + model.embed(tokens.reshape(-1, 1))
        for layer, cache, keys_values in zip(model.decoder, self.caches, self.keys_values, strict=True):
            x = layer.step(x, cache, self.position, keys_values)
        self.position += 1
        logits = model.logits(model.decoder_top(x)[:, 0]).float()
        return logits.log_softmax(-1).view(-1, self.rows, logits.shape[-1])

    def reorder(self, parents):
        """Row `i` of a sentence goes on from its row `parents[:, i]`."""
        first = torch.arange(len(parents), device=parents.device)[:, None] * self.rows
        self.select((first + parents).view(-1))

    def keep(self, sentences):
        """Goes on with these sentences only, given by their places."""
        self.keys_values = [[x[sentences] for x in pair] for pair in self.keys_values]
        inner = torch.arange(self.rows, device=sentences.device)
        self.select((sentences[:, None] * self.rows + inner).view(-1))

    def select(self, rows):
        self.caches = [past.select(cache, rows) for past, cache in zip(self.past, self.caches, strict=True)]


@torch.no_grad()
def searched(model, source, limit, beam, normalization):
    """The best translation of each source found by beam search."""
    state = State(model, source, beam, limit)
    open_ones = Beams(len(source), beam, source.device)
    best = Endings(len(source), limit, source.device)
    tokens = None
    for length in range(1, limit + 1):
        totals = open_ones.scores[:, :, None] + state.step(tokens)
        if length == limit:
            totals[:, :, END + 1 :] = -torch.inf
        # Each row can end in one way only: among twice as many there are enough that go on.
        values, places = totals.flatten(1).topk(2 * beam, 1)
        parents, chosen = places // totals.shape[2], places % totals.shape[2]
        ends = (chosen == END) & values.isfinite()
        best.take(open_ones, (values / length**normalization)[:, :beam], parents, ends[:, :beam])
        parents, tokens = open_ones.advance(values.masked_fill(ends, -torch.inf), parents, chosen)
        state.reorder(parents)
        attainable = open_ones.scores[:, 0] / limit**normalization
        is_open = (best.count[open_ones.sentences] < beam) & (attainable > best.scores[open_ones.sentences])
        if length == limit or not is_open.any():
            break
        if is_open.float().mean() < 0.75:
            kept = is_open.nonzero()[:, 0]
            state.keep(kept)
            open_ones.keep(kept)
            tokens = tokens[kept]
    return trimmed(best.tokens)


class Beams:
    """The hypotheses that go on, `beam` of each sentence, the likeliest first."""

    def __init__(self, count, beam, device):
        self.beam = beam
        self.sentences = torch.arange(count, device=device)
        self.tokens = torch.zeros((count, beam, 0), dtype=torch.long, device=device)
        # At first all rows are alike, and one counts.
        self.scores = torch.full((count, beam), -torch.inf, device=device)
        self.scores[:, 0] = 0

    def advance(self, values, parents, chosen):
        """Goes on with the best of the candidates; returns their parents and last tokens."""
        self.scores, places = values.topk(self.beam, 1)
        parents, chosen = parents.gather(1, places), chosen.gather(1, places)
        past = self.tokens.gather(1, parents[:, :, None].expand_as(self.tokens))
        self.tokens = torch.cat([past, chosen[:, :, None]], 2)
        return parents, chosen

    def keep(self, kept):
        self.sentences, self.scores, self.tokens = self.sentences[kept], self.scores[kept], self.tokens[kept]


class Endings:
    """The best finished hypothesis of every sentence, and how many there have been."""

    def __init__(self, count, limit, device):
        self.scores = torch.full((count,), -torch.inf, device=device)
        self.tokens = torch.zeros((count, limit), dtype=torch.long, device=device)
        self.count = torch.zeros(count, dtype=torch.long, device=device)

    def take(self, beams, scores, parents, ends):
        """Looks at candidates `[sentences, beam]`, of which some end."""
        sentences = beams.sentences
        self.count[sentences] += ends.sum(1)
        score, place = scores.masked_fill(~ends, -torch.inf).max(1)
        is_better = score > self.scores[sentences]
        better, rows = sentences[is_better], parents.gather(1, place[:, None])[is_better, 0]
        self.scores[better] = score[is_better]
        self.tokens[better] = 0
        self.tokens[better, : beams.tokens.shape[2]] = beams.tokens[is_better][torch.arange(len(rows)), rows]


@torch.no_grad()
def sampled(model, source, limit, temperature, choices, generator):
    """One translation of each source, drawn from the model's probabilities."""
    state = State(model, source, 1, limit)
    device, count = source.device, len(source)
    sentences = torch.arange(count, device=device)
    found = torch.zeros((count, limit), dtype=torch.long, device=device)
    tokens = None
    for position in range(limit - 1):
        logits = state.step(tokens)[:, 0] / temperature
        values, ids = logits.topk(choices or logits.shape[-1], 1)
        drawn = torch.multinomial(values.softmax(1), 1, generator=generator)
        tokens = ids.gather(1, drawn)
        found[sentences, position] = tokens[:, 0]
        is_open = tokens[:, 0] != END
        if not is_open.any():
            break
        if is_open.float().mean() < 0.75:
            kept = is_open.nonzero()[:, 0]
            state.keep(kept)
            sentences, tokens = sentences[kept], tokens[kept]
    return trimmed(found)


def trimmed(found):
    """Rows up to and with the first `</s>`."""
    rows = found.tolist()
    return [row[: row.index(END) + 1] if END in row else row[:-1] + [END] for row in rows]

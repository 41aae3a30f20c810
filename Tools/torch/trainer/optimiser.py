"""Adam and Muon over flat vectors, gradient clipping, moving average: Sources/Training/Optimiser in PyTorch."""

import torch

MOMENTUM = 0.95
ROUNDS = 5
# x -> ax + bx³ + cx⁵, five times over, takes 0.005 ... 1 to about 0.7 ... 1.2.
COEFFICIENTS = (3.4445, -4.7750, 2.0315)


class Optimiser:
    """Adam (Kingma and Ba 2015) for all weights, or Muon for the matrices of layers and Adam for the rest."""

    def __init__(self, model, s, updates=0):
        self.flat, self.gradients, self.updates = model.flat, model.gradients, updates
        self.beta1, self.beta2, self.epsilon = s.optimizer_params
        self.weight_decay, self.clip_norm, self.smoothing = s.weight_decay, s.clip_norm, s.exponential_smoothing
        # Adam's first moments; of matrices that Muon moves, their momentum.
        self.first, self.second = torch.zeros_like(self.flat), torch.zeros_like(self.flat)
        self.average = self.flat.clone() if self.smoothing > 0 else None
        matrices = [p for p in model.layout.parameters if p.is_matrix] if s.optimizer == "muon" else []
        self.adam = self.rest(matrices)
        is_bfloat16 = s.precision == "bfloat16" and self.flat.device.type == "cuda"
        self.muons = [
            Muon([p for p in matrices if p.shape == shape], s.weight_decay, is_bfloat16)
            for shape in sorted({p.shape for p in matrices})
        ]

    def rest(self, matrices):
        """Where in the flat vector Adam works."""
        if not matrices:
            return slice(None)
        is_adam = torch.ones(len(self.flat), dtype=torch.bool)
        for p in matrices:
            is_adam[p.offset : p.offset + p.count] = False
        return is_adam.nonzero()[:, 0].to(self.flat.device)

    @torch.no_grad()
    def update(self, tokens, rate):
        """One update by sums of gradients over `tokens` target tokens, which are set to zero.

        Returns the norm of the mean gradient before clipping, as a tensor.
        """
        self.updates += 1
        norm = torch.linalg.vector_norm(self.gradients) / tokens
        clip = (self.clip_norm / norm).clamp(max=1) if self.clip_norm > 0 else 1.0
        scale = clip / tokens
        self.update_by_adam(scale, rate)
        for muon in self.muons:
            muon.update(self.flat, self.gradients, self.first, scale, rate)
        self.gradients.zero_()
        if self.average is not None:
            # Follows closely at first, over the last ninth of the run: the schedule of Marian's smoothing.
            share = max(self.smoothing, 9 / (min(self.updates, 1 << 20) + 8))
            self.average.lerp_(self.flat, share)
        return norm

    def update_by_adam(self, scale, rate):
        gradient = self.gradients[self.adam] * scale
        first = self.first[self.adam].lerp(gradient, 1 - self.beta1)
        second = self.second[self.adam].lerp(gradient.square(), 1 - self.beta2)
        self.first[self.adam], self.second[self.adam] = first, second
        corrected = first / (1 - self.beta1**self.updates)
        deviation = (second / (1 - self.beta2**self.updates)).sqrt() + self.epsilon
        weights = self.flat[self.adam]
        self.flat[self.adam] = weights - rate * (corrected / deviation + self.weight_decay * weights)


class Muon:
    """Muon (Jordan et al. 2024) for matrices of one shape, scaled as in Liu et al. (2025)."""

    def __init__(self, parameters, weight_decay, is_bfloat16):
        self.parameters, self.weight_decay, self.is_bfloat16 = parameters, weight_decay, is_bfloat16
        self.scale = 0.2 * max(parameters[0].shape) ** 0.5

    def stacked(self, flat):
        return torch.stack([flat[p.offset : p.offset + p.count].view(p.shape) for p in self.parameters])

    def scatter(self, values, flat):
        for p, value in zip(self.parameters, values, strict=True):
            flat[p.offset : p.offset + p.count].view(p.shape).copy_(value)

    def update(self, flat, gradients, first, scale, rate):
        gradient = self.stacked(gradients) * scale
        momentum = self.stacked(first).lerp(gradient, 1 - MOMENTUM)
        # Nesterov's: the momentum as the next update would see it.
        direction = orthogonalized(gradient.lerp(momentum, MOMENTUM), self.is_bfloat16)
        self.scatter(momentum, first)
        weights = self.stacked(flat) * (1 - rate * self.weight_decay)
        self.scatter(weights - rate * self.scale * direction, flat)


def orthogonalized(g, is_bfloat16=False):
    """Matrices with the singular vectors of `g`, `[count, rows, columns]`, and singular values near 1."""
    a, b, c = COEFFICIENTS
    x = g / (torch.linalg.matrix_norm(g, keepdim=True) + 1e-7)
    is_tall = g.shape[1] > g.shape[2]
    x = x.mT if is_tall else x
    if is_bfloat16:
        x = x.bfloat16()
    for _ in range(ROUNDS):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return (x.mT if is_tall else x).to(g.dtype)

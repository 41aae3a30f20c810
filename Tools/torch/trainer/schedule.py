"""Learning rates: by updates as `translate train` has them, or by time, to end when a rented hour ends."""


def by_updates(s, update):
    """Linear warm-up, then the inverse square root, and a linear descent over the last `lr-cooldown` updates."""
    warmup = max(s.lr_warmup, 1)
    if update < warmup:
        rate = s.lr_warmup_start_rate + (s.learn_rate - s.lr_warmup_start_rate) * update / warmup
    else:
        rate = s.learn_rate * (warmup / update) ** 0.5
    if s.after_updates > 0 and s.lr_cooldown > 0 and update > s.after_updates - s.lr_cooldown:
        rate *= max(0, (s.after_updates - update) / s.lr_cooldown)
    return rate


def by_time(s, update, seconds):
    """Linear warm-up by updates, then level, and a linear descent to zero over the last share `descent` of the time."""
    start = s.lr_warmup_start_rate
    rate = start + (s.learn_rate - start) * min(1, update / max(s.lr_warmup, 1))
    left = 1 - seconds / s.seconds
    return rate * min(1, max(0, left) / max(s.descent, 1e-9))

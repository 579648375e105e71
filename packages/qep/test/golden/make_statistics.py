"""Golden numbers for src/reproduction/statistics.ts: Student quantiles, Welch intervals, Kolmogorov-Smirnov tests.

Exact p-values without ties are scipy's; with ties they are counted over every split of the pooled sample.
"""

import itertools

import numpy as np
import pauli as p
from scipy import stats

REACHES = (0.01, 0.3, 0.5, 0.8, 0.99, 1.0, 1.2, 2.5, 6.0)


def quantiles():
    cases = [(q, nu) for nu in (0.5, 1, 1.7, 2, 4.3, 9, 30, 117.2, 5000, 1e6) for q in (0.55, 0.9, 0.975, 0.9995)]
    cases += [(0.025, 7.0), (1e-6, 3.0)]
    return [{"probability": q, "degreesOfFreedom": nu, "value": float(stats.t.ppf(q, nu))} for q, nu in cases]


def welch(a, b, confidence):
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(confidence)
    return {
        "a": a, "b": b, "confidence": confidence, "degreesOfFreedom": float(test.df),
        "difference": float(np.mean(a) - np.mean(b)), "low": float(interval.low), "high": float(interval.high),
    }


def statistic(a, b):
    return stats.ks_2samp(a, b, method="asymp").statistic


def p_by_enumeration(a, b):
    pooled = np.array([*a, *b])
    observed = statistic(a, b) - 1e-9
    splits = list(itertools.combinations(range(len(pooled)), len(a)))
    reached = 0
    for split in splits:
        chosen = np.zeros(len(pooled), bool)
        chosen[list(split)] = True
        reached += statistic(pooled[chosen], pooled[~chosen]) >= observed
    return reached / len(splits)


def smirnov(a, b):
    ties = len(set(a) | set(b)) < len(a) + len(b)
    value = p_by_enumeration(a, b) if ties else stats.ks_2samp(a, b, method="exact").pvalue
    if not ties and len(a) + len(b) < 12:
        assert abs(value - p_by_enumeration(a, b)) < 1e-12
    return {"a": a, "b": b, "ties": ties, "statistic": float(statistic(a, b)), "pValue": float(value)}


def draws(rng, count, mean=0.0, spread=1.0, digits=6):
    return [round(float(value), digits) for value in rng.normal(mean, spread, count)]


def main():
    rng = np.random.default_rng(3)
    sizes = [(4, 5, 0.0), (5, 5, 1.0), (7, 3, 1.5), (12, 30, 0.5), (30, 30, 0.8), (30, 30, 4.0), (17, 51, 0.2), (1, 4, 0.0)]
    tests = [smirnov(draws(rng, m, shift), draws(rng, n)) for m, n, shift in sizes]
    tests += [smirnov(draws(rng, m, shift, 1.0, 0), draws(rng, n, 0, 1, 0)) for m, n, shift in [(5, 6, 0.4), (6, 6, 1.5), (4, 8, 1)]]
    tests.append(smirnov([1.0, 1.0, 2.0], [1.0, 1.0, 2.0]))
    content = {
        "studentQuantiles": quantiles(),
        "welch": [
            welch(draws(rng, 30, 0.94, 0.02), draws(rng, 10, 0.93, 0.05), 0.95),
            welch(draws(rng, 5, 1, 3), draws(rng, 8, 1, 0.1), 0.95),
            welch(draws(rng, 2), draws(rng, 2), 0.99),
        ],
        "kolmogorovSmirnov": tests,
        "kolmogorovTail": [{"scaled": x, "value": float(stats.kstwobign.sf(x))} for x in REACHES],
    }
    p.write(__file__, content, tolerance="relative 1e-9", digits=None)


if __name__ == "__main__":
    main()

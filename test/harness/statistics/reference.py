# /// script
# requires-python = ">=3.11"
# dependencies = ["scipy==1.17.1", "numpy==2.4.6"]
# ///
"""Writes reference.json: what SciPy says, by other ways than ours, for reference.test.ts to compare with.

    python3 -m venv /tmp/scipy && /tmp/scipy/bin/pip install scipy==1.17.1 numpy==2.4.6
    /tmp/scipy/bin/python test/harness/statistics/reference.py
    npx biome format --write test/harness/statistics/reference.json

Half a minute; the same numbers each time: cases come from loops and from a seeded generator.
"""

import itertools
import json
import math
import pathlib

import numpy
import scipy
from scipy.special import betaln
from scipy.stats import binom, binomtest, multinomial

PINNED = {"scipy": "1.17.1", "numpy": "2.4.6"}
FOUND = {"scipy": scipy.__version__, "numpy": numpy.__version__}
# What cannot be told by machines that round otherwise must be no case.
NEAR = 1e-9

random = numpy.random.default_rng(8)


def log_evidence(more, fewer):
    return (more + fewer) * math.log(2) + float(betaln(more + 0.5, fewer + 0.5) - betaln(0.5, 0.5))


def paired_evidence():
    """[more, fewer, e-value]"""
    few = list(itertools.product(range(9), repeat=2))
    many = [(int(a), int(b)) for a, b in random.integers(0, 600, size=(60, 2))] + [(3000, 2900), (5000, 5000), (0, 700)]
    cases = [(a, b, log_evidence(a, b)) for a, b in few + many]
    return [[a, b, math.exp(log)] for a, b, log in cases if log < 700]


def wilson():
    """[k, n, normal quantile on each side, low, high]"""
    pairs = [(k, n) for n in (1, 2, 5, 10, 20, 40) for k in sorted({0, 1, n // 3, n // 2, n - 1, n})]
    pairs += [(int(random.integers(0, n + 1)), int(n)) for n in random.integers(1, 5000, size=30)]
    cases = []
    for (k, n), confidence in itertools.product(pairs, (0.95, 0.99)):
        found = binomtest(k, n).proportion_ci(confidence, method="wilson")
        z = float(scipy.stats.norm.ppf((1 + confidence) / 2))
        cases.append([k, n, z, float(found.low), float(found.high)])
    return cases


def median():
    """[numbers, median]"""
    sizes = (1, 2, 3, 4, 5, 8, 13, 40)
    drawn = [[round(float(each), 3) for each in random.uniform(0, 300, size)] for size in sizes]
    return [[numbers, float(numpy.median(numbers))] for numbers in drawn]


def tries():
    """[rate, risk, least number of tries that see it at least once with 1 - risk]"""
    cases = []
    for rate, risk in itertools.product((0.02, 0.1, 0.3, 0.55, 0.9), (0.01, 0.05, 0.2)):
        least = next(n for n in itertools.count(1) if binom.pmf(0, n, rate) <= risk)
        cases.append([rate, risk, least])
    return cases


SEQUENTIAL = [(0.05, 0.5, 0.05), (0.1, 0.4, 0.01), (0.2, 0.8, 0.1), (0.0, 0.3, 0.05), (0.6, 1.0, 0.02), (0.3, 0.45, 0.2)]


def log_likelihood_ratio(p0, p1, seen, n):
    return float(binom.logpmf(seen, n, p1) - binom.logpmf(seen, n, p0))


def said(p0, p1, risk, seen, n):
    ratio, bound = log_likelihood_ratio(p0, p1, seen, n), math.log(1 / risk)
    assert abs(abs(ratio) - bound) > NEAR, "too near to a bound to be compared"
    return "present" if ratio >= bound else "absent" if ratio <= -bound else "open"


def sequential_ratio():
    """[p0, p1, seen, unseen, log-likelihood ratio], where both rates allow it"""
    inner = [(p0, p1) for p0, p1, _ in SEQUENTIAL if 0 < p0 and p1 < 1]
    counts = [(0, 0), (0, 7), (7, 0), (3, 5), (40, 2), (11, 90)]
    return [[p0, p1, s, u, log_likelihood_ratio(p0, p1, s, s + u)] for (p0, p1), (s, u) in itertools.product(inner, counts)]


def sequential_answer():
    """[p0, p1, risk, answers as 1 and 0, what is said of all of them]: the first crossing stands"""
    cases = []
    for p0, p1, risk in SEQUENTIAL:
        for rate in (p0, (p0 + p1) / 2, p1) * 4:
            answers = (random.uniform(size=int(random.integers(1, 30))) < rate).astype(int)
            one_by_one = (said(p0, p1, risk, int(answers[:n].sum()), n) for n in range(1, len(answers) + 1))
            first = next((each for each in one_by_one if each != "open"), "open")
            cases.append([p0, p1, risk, "".join(map(str, answers)), first])
    return cases


def sequential_characteristic():
    """[p0, p1, risk, rate, P(present), mean runs, runs within which there is an answer with 1 - risk]"""
    cases = []
    for p0, p1, risk in SEQUENTIAL:
        for rate in (p0, (p0 + p1) / 2, p1):
            open_at, present, mean, most, n = {0: 1.0}, 0.0, 0.0, None, 0
            while sum(open_at.values()) > 1e-15:
                mean, n, after = mean + sum(open_at.values()), n + 1, {}
                for seen, chance in open_at.items():
                    for more, step in ((1, rate), (0, 1 - rate)):
                        if step == 0:
                            continue
                        answer = said(p0, p1, risk, seen + more, n)
                        if answer == "present":
                            present += chance * step
                        elif answer == "open":
                            after[seen + more] = after.get(seen + more, 0) + chance * step
                open_at = after
                if most is None and sum(after.values()) <= risk:
                    most = n
            cases.append([p0, p1, risk, rate, present, mean, most])
    return cases


def closed_evidence():
    """[e-values, adjusted e-values]: each the least mean of all subsets that it is in"""
    cases = []
    for size in (1, 2, 3, 5, 7, 9) * 3:
        e = [float(each) for each in numpy.exp(random.normal(0, 2.5, size))]
        subsets = [s for k in range(1, size + 1) for s in itertools.combinations(range(size), k)]
        means = {s: float(numpy.mean([e[i] for i in s])) for s in subsets}
        cases.append([e, [min(mean for s, mean in means.items() if j in s) for j in range(size)]])
    return cases


def right_way(before, after, more, fewer):
    return more > fewer if after > before else fewer > more


def suffices(more, fewer, threshold):
    log = log_evidence(more, fewer)
    assert abs(log - math.log(threshold)) > NEAR, "too near to the threshold to be compared"
    return log > math.log(threshold)


def sign_test():
    """[more, fewer, p-value]"""
    cases = [(0, 0), (1, 0), (6, 0), (5, 1), (3, 3), (40, 22), (22, 40), (300, 250), (700, 0)]
    return [[a, b, float(binomtest(a, a + b).pvalue) if a + b else 1.0] for a, b in cases]


def power_by_enumeration():
    """[before, after, alpha, family, runs, power]: every order of pairs, looked at when all are there"""
    cases = []
    for before, after, alpha, family in [(0.9, 0.1, 0.3, 1), (0.2, 0.7, 0.45, 1), (1.0, 0.0, 0.6, 2), (0.0, 0.8, 0.35, 1), (0.6, 0.3, 0.7, 1)]:
        chances = [(1 - before) * after, before * (1 - after)]
        chances.append(1 - sum(chances))
        for runs in (3, 6, 9):
            power = 0.0
            for order in itertools.product((0, 1, 2), repeat=runs):
                more, fewer = order.count(0), order.count(1)
                if suffices(more, fewer, family / alpha) and right_way(before, after, more, fewer):
                    power += math.prod(chances[kind] for kind in order)
            cases.append([before, after, alpha, family, runs, power])
    return cases


def power(before, after, threshold, runs):
    """Over all counts of pairs that disagree one way and the other, by the multinomial's probability."""
    up, down = (1 - before) * after, before * (1 - after)
    return sum(
        float(multinomial.pmf([more, fewer, runs - more - fewer], runs, [up, down, 1 - up - down]))
        for more in range(runs + 1)
        for fewer in range(runs + 1 - more)
        if suffices(more, fewer, threshold) and right_way(before, after, more, fewer)
    )


def runs_needed():
    """[before, after, alpha, family, wanted power, least runs, power there]"""
    cases = []
    for before, after in [(0.9, 0.1), (1.0, 0.0), (0.3, 0.0), (0.0, 0.3), (0.8, 0.3)]:
        for family in (1, 10):
            powers = [power(before, after, family / 0.05, runs) for runs in range(1, 91)]
            for wanted in (0.8, 0.95):
                runs = next(n for n, reached in enumerate(powers, 1) if reached >= wanted)
                cases.append([before, after, 0.05, family, wanted, runs, powers[runs - 1]])
    return cases


if __name__ == "__main__":
    assert FOUND == PINNED, f"made with {FOUND}, to be made with {PINNED}"
    parts = [
        paired_evidence,
        wilson,
        median,
        tries,
        sequential_ratio,
        sequential_answer,
        sequential_characteristic,
        closed_evidence,
        sign_test,
        power_by_enumeration,
        runs_needed,
    ]
    lines = [f'  "made": {json.dumps({"by": pathlib.Path(__file__).name, **FOUND})}']
    for part in parts:
        rows = ",\n".join(f"    {json.dumps(row)}" for row in part())
        name = part.__name__.title().replace("_", "")
        lines.append(f'  "{name[0].lower()}{name[1:]}": [\n{rows}\n  ]')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)

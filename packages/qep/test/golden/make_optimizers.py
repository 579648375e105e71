"""Golden numbers for the optimisers, written with numpy straight from the published update rules.

The conventions are PyTorch's (torch.optim.SGD, Adam, Adamax with default arguments), which optax shares; powers
beta^t and the norm are taken by library functions here, so that running products are checked too.

    python make_optimizers.py > optimizers.json
"""

import json

import numpy as np

STEPS, SIZE = 40, 3


def sgd(learning_rate, momentum=0.0):
    buffer = None

    def step(theta, g, _t):
        nonlocal buffer
        buffer = g.copy() if buffer is None else momentum * buffer + g
        return theta - learning_rate * buffer

    return step


def adam(learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = np.zeros(SIZE), np.zeros(SIZE)

    def step(theta, g, t):
        nonlocal m, v
        m = m + (1 - beta1) * (g - m)
        v = beta2 * v + (1 - beta2) * np.square(g)
        denominator = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon
        return theta - learning_rate / (1 - beta1**t) * m / denominator

    return step


def adamax(learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, u = np.zeros(SIZE), np.zeros(SIZE)

    def step(theta, g, t):
        nonlocal m, u
        m = m + (1 - beta1) * (g - m)
        u = np.maximum(beta2 * u, np.abs(g) + epsilon)
        return theta - learning_rate / (1 - beta1**t) * m / u

    return step


RULES = {"sgd": sgd, "adam": adam, "adamax": adamax}

CONFIGS = [
    {"kind": "sgd", "learningRate": 0.05},
    {"kind": "sgd", "learningRate": 0.05, "momentum": 0.9},
    {"kind": "sgd", "learningRate": 0.1, "normalize": True},
    {"kind": "adam", "learningRate": 0.01},
    {"kind": "adam", "learningRate": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
    {"kind": "adam", "learningRate": 0.01, "normalize": True},
    {"kind": "adamax", "learningRate": 0.01},
    {"kind": "adamax", "learningRate": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
]


def run(config, start, gradients):
    settings = {"learningRate": "learning_rate"}
    arguments = {settings.get(k, k): v for k, v in config.items() if k not in ("kind", "normalize")}
    step = RULES[config["kind"]](**arguments)
    theta, trajectory = start, []
    for t, g in enumerate(gradients, start=1):
        theta = step(theta, g / np.linalg.norm(g) if config.get("normalize") else g, t)
        trajectory.append(theta.tolist())
    return {"config": config, "trajectory": trajectory}


def main():
    rng = np.random.default_rng(20150507)
    start = rng.normal(size=SIZE)
    # Entries of very different size, one parameter without a gradient at first, and a jump that decays must forget.
    gradients = rng.normal(size=(STEPS, SIZE)) * np.array([1.0, 1e-4, 30.0])
    gradients[:5, 1] = 0.0
    gradients[20] *= 100.0
    golden = {
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "runs": [run(config, start, gradients) for config in CONFIGS],
    }
    print(json.dumps(golden))


if __name__ == "__main__":
    main()

"""Golden numbers for the optimisers, written with numpy straight from the published update rules.

The conventions are PyTorch's (torch.optim.SGD, Adam, AdamW, Adamax, RMSprop with default arguments), which optax shares;
powers beta^t and the norm are taken by library functions here, so that running products are checked too. L-BFGS builds
its inverse Hessian as a dense matrix from the BFGS formula (Nocedal & Wright, equation 6.17), and its line search is a
loop inside each iteration; the natural gradient is solved with numpy.linalg.

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


def adamw(learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
    plain = adam(learning_rate, beta1, beta2, epsilon)

    def step(theta, g, t):
        return plain(theta - learning_rate * weight_decay * theta, g, t)

    return step


def rmsprop(learning_rate, decay=0.99, momentum=0.0, epsilon=1e-8):
    v, buffer = np.zeros(SIZE), np.zeros(SIZE)

    def step(theta, g, _t):
        nonlocal v, buffer
        v = v + (1 - decay) * (np.square(g) - v)
        buffer = momentum * buffer + g / (np.sqrt(v) + epsilon)
        return theta - learning_rate * buffer

    return step


RULES = {"sgd": sgd, "adam": adam, "adamw": adamw, "adamax": adamax, "rmsprop": rmsprop}

CONFIGS = [
    {"kind": "sgd", "learningRate": 0.05},
    {"kind": "sgd", "learningRate": 0.05, "momentum": 0.9},
    {"kind": "sgd", "learningRate": 0.1, "normalize": True},
    {"kind": "adam", "learningRate": 0.01},
    {"kind": "adam", "learningRate": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
    {"kind": "adam", "learningRate": 0.01, "normalize": True},
    {"kind": "adamax", "learningRate": 0.01},
    {"kind": "adamax", "learningRate": 0.02, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
    {"kind": "adamw", "learningRate": 0.01},
    {"kind": "adamw", "learningRate": 0.05, "beta1": 0.5, "beta2": 0.9, "weightDecay": 0.3},
    {"kind": "rmsprop", "learningRate": 0.01},
    {"kind": "rmsprop", "learningRate": 0.02, "decay": 0.8, "momentum": 0.5, "epsilon": 1e-3},
]


def run(config, start, gradients):
    settings = {"learningRate": "learning_rate", "weightDecay": "weight_decay"}
    arguments = {settings.get(k, k): v for k, v in config.items() if k not in ("kind", "normalize")}
    step = RULES[config["kind"]](**arguments)
    theta, trajectory = start, []
    for t, g in enumerate(gradients, start=1):
        theta = step(theta, g / np.linalg.norm(g) if config.get("normalize") else g, t)
        trajectory.append(theta.tolist())
    return {"config": config, "trajectory": trajectory}


def natural(config, start, gradients, responses):
    """theta - alpha v, v = mu v + (R^T R + lambda)^-1 g."""
    theta, velocity, trajectory = start, np.zeros(SIZE), []
    for g, rows in zip(gradients, responses):
        metric = rows.T @ rows + config["damping"] * np.eye(SIZE)
        velocity = config.get("momentum", 0.0) * velocity + np.linalg.solve(metric, g)
        theta = theta - config["learningRate"] * velocity
        trajectory.append(theta.tolist())
    return {"config": config, "trajectory": trajectory}


def rosenbrock(x):
    """Sum of 100 (x_{j+1} - x_j^2)^2 + (1 - x_j)^2 and its gradient, written so that rounding can be repeated."""
    value, gradient = 0.0, np.zeros(len(x))
    for j in range(len(x) - 1):
        valley, floor = x[j + 1] - x[j] * x[j], 1 - x[j]
        value += 100 * valley * valley + floor * floor
        gradient[j] += -400 * x[j] * valley - 2 * floor
        gradient[j + 1] += 200 * valley
    return value, gradient


def inverse_hessian(pairs, size):
    """H from the BFGS formula, H <- (1 - r s y^T) H (1 - r y s^T) + r s s^T, begun at (s.y / y.y) 1 of the last pair."""
    if not pairs:
        return np.eye(size)
    s, y = pairs[-1]
    h = (s @ y) / (y @ y) * np.eye(size)
    for s, y in pairs:
        r = 1 / (s @ y)
        left = np.eye(size) - r * np.outer(s, y)
        h = left @ h @ left.T + r * np.outer(s, s)
    return h


def lbfgs(config, start, evaluations):
    """Every point at which the function is evaluated after the start, halved line searches included."""
    history, rate = config.get("history", 10), config.get("learningRate", 1.0)
    theta, pairs, evaluated = start, [], []
    value, gradient = rosenbrock(theta)
    while len(evaluated) < evaluations:
        direction = -inverse_hessian(pairs, len(theta)) @ gradient
        t = rate if pairs else rate * min(1.0, 1.0 / np.abs(gradient).sum())
        while True:
            trial = theta + t * direction
            evaluated.append(trial.tolist())
            new_value, new_gradient = rosenbrock(trial)
            if new_value <= value + 1e-4 * gradient @ (trial - theta):
                break
            t /= 2
        s, y = trial - theta, new_gradient - gradient
        if s @ y > 1e-8 * np.linalg.norm(s) * np.linalg.norm(y):
            pairs = (pairs + [(s, y)])[-history:]
        theta, value, gradient = trial, new_value, new_gradient
    return {"config": config, "start": start.tolist(), "trajectory": evaluated[:evaluations]}


def main():
    rng = np.random.default_rng(20150507)
    start = rng.normal(size=SIZE)
    # Entries of very different size, one parameter without a gradient at first, and a jump that decays must forget.
    gradients = rng.normal(size=(STEPS, SIZE)) * np.array([1.0, 1e-4, 30.0])
    gradients[:5, 1] = 0.0
    gradients[20] *= 100.0
    # Two outputs for three parameters, drawn after everything else: the numbers above stay what they were.
    responses = rng.normal(size=(STEPS, 2, SIZE))
    golden = {
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "runs": [run(config, start, gradients) for config in CONFIGS],
        "responses": responses.tolist(),
        "natural": [
            natural({"kind": "natural-gradient", "learningRate": 0.5, "damping": 0.01}, start, gradients, responses),
            natural(
                {"kind": "natural-gradient", "learningRate": 0.1, "damping": 0.5, "momentum": 0.9},
                start,
                gradients,
                responses,
            ),
        ],
        "lbfgs": [
            lbfgs({"kind": "lbfgs"}, np.array([-1.2, 1.0]), 40),
            lbfgs({"kind": "lbfgs", "history": 3, "learningRate": 0.8}, np.array([-1.2, 1.0, -0.5, 0.3]), 40),
        ],
    }
    print(json.dumps(golden))


if __name__ == "__main__":
    main()

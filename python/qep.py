"""Call qep from Python: the standard library alone, numpy only where arrays are read.

Copy this file beside your notebook. It starts the command line of qep with --json and gives back what it prints:

    import qep
    qep.ground_state("transverse-field-ising", sites=8, inputs={"gZZ": 1, "gX": 0.7})["energies"]
    run = qep.train("examples/single-qubit.yaml", out="runs/first", no_figures=True)
    [step["cost"] for step in run.steps()]

An experiment is a file, a run directory, or a dict with the content of an experiment file. Every option of the command
line is a keyword argument: `steps=100` is `--steps 100`, `no_figures=True` is `--no-figures`, `set={"seed": 2}` is
`--set seed=2`, `inputs=[{"gX": 1}, {"gX": 2}]` are two operating points. `qep --help` and `qep COMMAND --help` list
them.
"""

import ast
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

__all__ = ["QepError", "Run", "call", "evaluate", "executable", "gradient", "ground_state", "operator", "train"]


class QepError(RuntimeError):
    """What qep refused, or could not do: its text, its stable code, and the exit status (2: the input was wrong)."""

    def __init__(self, message, code, status):
        super().__init__(message)
        self.code = code
        self.status = status


def executable():
    """The command that is run: the variable QEP (`export QEP="node /path/to/qep.js"`), else qep, else npx qep where it is installed."""
    if os.environ.get("QEP"):
        return shlex.split(os.environ["QEP"])
    found = shutil.which("qep")
    return [found] if found else [shutil.which("npx") or "npx", "--no", "qep"]


def call(command, *arguments, progress=None, command_line=None, cwd=None, **options):
    """Runs `qep COMMAND ARGUMENTS --options --json` and returns what it prints.

    progress: a function that gets each line of progress; by default they go to stderr, with False nowhere.
    command_line: the executable as a list, instead of that of executable().
    Interrupting the kernel interrupts qep: a training stops at a checkpoint and can be resumed.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = [_argument(argument, folder) for argument in arguments]
        line = [*(command_line or executable()), command, *_flags(options, folder), "--json", "--", *given]
        status, output, errors = _run(line, progress, cwd)
    try:
        answer = json.loads(output)
    except ValueError:
        answer = None
    if status == 0 and answer is not None:
        return answer
    error = (answer or {}).get("error", {})
    said = "\n".join(errors[-5:]) or f"{line[0]} ended with status {status} and said nothing"
    raise QepError(error.get("message", said), error.get("code"), status)


def ground_state(experiment, **options):
    """Lowest energies, gap and expectation values: qep ground-state. Of an experiment, or a model by its name."""
    return call("ground-state", experiment, **options)


def evaluate(experiment, **options):
    """Exact outputs at each input: qep evaluate."""
    return call("evaluate", experiment, **options)


def gradient(experiment, **options):
    """The gradient and how it was measured: qep gradient."""
    return call("gradient", experiment, **options)


def train(experiment=None, **options):
    """Trains and returns the Run: qep train. `resume=run` goes on with a run."""
    if isinstance(options.get("resume"), Run):
        options["resume"] = options["resume"].directory
    summary = call("train", *([] if experiment is None else [experiment]), **options)
    return Run(pathlib.Path(options.get("cwd") or ".") / summary["run"], summary)


def operator(value, source="qep", target="qep", **options):
    """An operator in another form: text of qep, openfermion, pennylane; a list for qiskit and quspin.

    value: text, a list, or the object of the library itself (SparsePauliOp, QubitOperator, a PennyLane operator).
    """
    if hasattr(value, "to_list"):
        value = value.to_list()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "operator.txt")
        file.write_text(str(value), encoding="utf8")
        options = {"from": source, "to": target, **options}
        text = call("operator", str(file), **options)["text"]
    return ast.literal_eval(text) if target in ("qiskit", "quspin") else text


class Run:
    """A run directory, also while it is still being written."""

    def __init__(self, directory, summary=None):
        self.directory = pathlib.Path(directory)
        self.summary = summary

    def __repr__(self):
        return f"Run({str(self.directory)!r})"

    @property
    def experiment(self):
        """The experiment with every default filled in."""
        return self._json("experiment.json")

    @property
    def metrics(self):
        """The final test metrics."""
        return self._json("metrics.json")

    @property
    def parameters(self):
        """The final variables by name."""
        return self._json("parameters.json")

    def history(self):
        """All lines of the history: steps, and tests between them."""
        lines = (self.directory / "history.jsonl").read_text(encoding="utf8").split("\n")
        # What stands after the last line break is still being written.
        return [json.loads(line) for line in lines[:-1]]

    def steps(self):
        """The training steps: step, cost, penalty, gradientNorm, preparations, shots, health."""
        return [line for line in self.history() if "test" not in line]

    def tests(self):
        """The tests: {"step": n, "test": {...}}."""
        return [line for line in self.history() if "test" in line]

    def arrays(self, name="parameters"):
        """The arrays of parameters.npz, or of grid.npz, by name; needs numpy."""
        import numpy

        with numpy.load(self.directory / f"{name}.npz", allow_pickle=False) as file:
            return dict(file)

    def _json(self, name):
        return json.loads((self.directory / name).read_text(encoding="utf8"))


def _argument(value, folder):
    """A dict is written to a file; a path or a name stays what it is."""
    if isinstance(value, Run):
        return str(value.directory)
    if not isinstance(value, dict):
        return str(value)
    file = pathlib.Path(tempfile.mkdtemp(dir=folder), "experiment.json")
    file.write_text(_json(value), encoding="utf8")
    return str(file)


def _json(value):
    """As JSON, numbers and arrays of numpy too."""
    return json.dumps(value, default=lambda array: array.tolist())


def _flags(options, folder):
    """Keyword arguments as options of the command line."""
    flags = []
    for name, value in options.items():
        flag = f"--{name.strip('_').replace('_', '-')}"
        if value is None or value is False:
            continue
        if value is True:
            flags.append(flag)
        elif name == "set":
            for path, setting in value.items():
                flags += [flag, f"{path}={_json(setting)}"]
        else:
            for item in value if isinstance(value, (list, tuple)) else [value]:
                is_point = isinstance(item, dict) and name in ("inputs", "target")
                flags += [flag, _assignments(item) if is_point else _argument(item, folder)]
    return flags


def _assignments(point):
    """Values by name, as the command line takes them."""
    return ",".join(f"{name}={float(value)!r}" for name, value in point.items())


def _run(line, progress, cwd):
    """Runs a command in a session of its own, so that an interrupt reaches it once; stderr is read as it comes."""
    errors = []
    with subprocess.Popen(
        line, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf8", start_new_session=True
    ) as process:

        def listen():
            for text in process.stderr:
                errors.append(text.rstrip("\n"))
                if progress is None:
                    print(errors[-1], file=sys.stderr)
                elif progress:
                    progress(errors[-1])

        listener = threading.Thread(target=listen)
        listener.start()
        try:
            output = process.stdout.read()
            status = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        finally:
            listener.join()
    return status, output, errors

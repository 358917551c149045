# Part of Cortex, under the MIT licence.
"""same_bits.py CORTEXC PROGRAM FLAGS...: the program with its gradients written out gives what the program gives, bit for bit,
and ends with the same status. Both are built with the flags."""
import pathlib
import subprocess
import sys
import tempfile


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit("%s\n%s%s" % (" ".join(map(str, command)), done.stdout, done.stderr))
    return done.stdout


def main():
    cortexc, program, *flags = sys.argv[1:]
    program = pathlib.Path(program)
    with tempfile.TemporaryDirectory() as folder:
        written = pathlib.Path(folder) / ("written_" + program.name)
        run(cortexc, "grad", program, "-o", written, *flags)
        outputs = []
        for source in (program, written):
            run(cortexc, "build", source, "-o", written.with_suffix(""), "-Wno-broadcast-loss", *flags)
            done = subprocess.run([written.with_suffix("")], capture_output=True, text=True, timeout=300)
            outputs.append(done.stdout.splitlines() + ["exit status %d" % done.returncode])
        if outputs[0] == outputs[1]:
            return
        for before, after in zip(*outputs):
            if before != after:
                sys.exit("the program prints  %s\nwritten out it does %s" % (before, after))
        sys.exit("one prints %d lines, the other %d" % tuple(map(len, outputs)))


main()

"""What shells and man(1) are told about the command line, by shells and mandoc themselves."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import BINARY

COMPLETED = [
    # The words so far, the last one unfinished; what is offered.
    (["keytrail", "se"], {"serve"}),
    (["keytrail", "s"], {"schema", "serve", "status"}),
    (["keytrail", "clock", ""], {"advance", "set", "mode", "speed"}),
    (["keytrail", "clock", "mode", ""], {"wall", "manual"}),
    (["keytrail", "clock", "advance", "--e"], {"--endpoint"}),  # A flag of the command above.
    (["keytrail", "serve", "--log-level", ""], {"error", "info", "debug"}),
    (["keytrail", "serve", "--log-f"], {"--log-format"}),
    (["keytrail", "serve", "--region", ""], set()),  # Anything.
    (["keytrail", "completion", ""], {"bash", "zsh", "fish"}),
    (["keytrail", "filter", "t"], {"test"}),
    (["keytrail", "run", "some"], {"some.yaml"}),
    (["keytrail", "run", "--junit", "some"], {"some.yaml"}),
    (["keytrail", "run", "--filter", "some"], set()),
]

BASH = """source /dev/stdin <<<"$SCRIPT"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_keytrail
printf '%s\\n' "${COMPREPLY[@]}"
"""


def said(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=True).stdout


def long_flags_and_commands(*path):
    """As --help tells them: this command's, and the path of each command below."""
    text = said(*path, "--help")
    flags = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.MULTILINE))
    below = re.search(r"\nSubcommands:\n((?:  .*\n)*)", text)
    names = re.findall(r"^  (\w+)", below.group(1), re.MULTILINE) if below else []
    found = {path: (flags, names)}
    for name in names:
        found.update(long_flags_and_commands(*path, name))
    return found


class Shells(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        open(os.path.join(cls.folder.name, "some.yaml"), "w").close()
        cls.commands = long_flags_and_commands()
        assert len(cls.commands) > 15, cls.commands

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_in(self, command, **environment):
        done = subprocess.run(command, cwd=self.folder.name, capture_output=True, text=True, timeout=60,
                              env={**os.environ, "HOME": self.folder.name, **environment})
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def test_bash_completes(self):
        script = said("completion", "bash")
        for words, offered in COMPLETED:
            got = self.run_in(["bash", "-c", BASH, "bash", *words], SCRIPT=script).split()
            self.assertEqual(set(got), offered, words)
        got = self.run_in(["bash", "-c", BASH, "bash", "keytrail", "serve", "--clock", "=", "m"],
                          SCRIPT=script)
        self.assertEqual(got.split(), ["manual"])

    def test_fish_completes(self):
        script = os.path.join(self.folder.name, "keytrail.fish")
        with open(script, "w") as file:
            file.write(said("completion", "fish"))
        for words, offered in COMPLETED:
            line = " ".join(words)
            out = self.run_in(["fish", "--no-config", "-c",
                               f"set -p fish_function_path /usr/share/fish/functions; source {script}; "
                               f"complete -C'{line}'"])
            self.assertEqual({row.split("\t")[0] for row in out.splitlines()}, offered, words)

    def test_zsh_takes_the_script(self):
        script = os.path.join(self.folder.name, "_keytrail")
        with open(script, "w") as file:
            file.write(said("completion", "zsh"))
        self.run_in(["zsh", "-f", "-n", script])

    def test_every_command_and_flag_is_in_each(self):
        scripts = {shell: said("completion", shell) for shell in ("bash", "zsh", "fish")}
        for path, (flags, names) in self.commands.items():
            page = said("man", *path).replace("\\-", "-")
            for name in names:
                self.assertIn(f"\\fB{name}\\fR", page)
                for shell, script in scripts.items():
                    self.assertRegex(script, rf"\b{name}\b", shell)
            for flag in flags:
                self.assertIn(f"\\fB{flag}\\fR", page, path)
                self.assertIn(flag, scripts["bash"])
                self.assertIn(f"'{flag}:", scripts["zsh"])
                self.assertIn(f" -l {flag[2:]} ", scripts["fish"])

    def test_the_pages_are_sound(self):
        pages = os.path.join(self.folder.name, "pages")
        said("man", "--all", pages)
        names = {"keytrail" + "".join("-" + word for word in path) + ".1" for path in self.commands}
        self.assertEqual(set(os.listdir(pages)), names)
        for name in sorted(names):
            # Below that are matters of taste: pages without a date, long lines.
            out = self.run_in(["mandoc", "-T", "lint", "-W", "error", os.path.join(pages, name)])
            self.assertEqual(out, "")
        text = self.run_in(["mandoc", "-T", "ascii", os.path.join(pages, "keytrail-serve.1")])
        plain = re.sub(".\b", "", text)
        self.assertRegex(plain, r"--trail-delay DURATION\n +How long trails take to deliver\.")
        self.assertRegex(plain, r"--port PORT\n.*Default: 4566\.")

    def test_what_is_not_there_is_said(self):
        for arguments, word in ((["completion", "tcsh"], "expected bash, zsh or fish"),
                                (["man", "frobnicate"], "no command 'frobnicate'")):
            done = subprocess.run([BINARY, *arguments], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")

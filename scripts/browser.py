"""Headless Chromium, driven through its debugging pipe: no library, no network beyond the node."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from checking import expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
CALL_SECONDS = 60


def chromium():
    """The browser's path; None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One browser with one tab."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="openledger-browser-")
        self.number = 0
        self.events = []
        self.buffer = b""
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        # The browser reads from descriptor 3 and writes to 4: nothing of ours may stand there.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]
        os.close(theirs_in)
        os.close(theirs_out)

        def place():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile}", "--no-first-run", "--disable-dev-shm-usage",
             "--hide-scrollbars", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4),
            preexec_fn=place, start_new_session=True,
        )
        for end in ends:
            os.close(end)
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable")
        self.media()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        """A command and its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                expect("error" not in answer, f"{method}: {answer.get('error')}")
                return answer["result"]
            self.events.append(answer.get("method"))

    def message(self):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.into], [], [], CALL_SECONDS)
            expect(ready, f"the browser said nothing for {CALL_SECONDS} s")
            piece = os.read(self.into, 1 << 20)
            expect(piece, "the browser has ended")
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def evaluate(self, script):
        """What a script's last expression gives, promises awaited."""
        result = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        failure = result.get("exceptionDetails")
        expect(failure is None, f"the script failed: {json.dumps(failure)[:600]}")
        return result["result"].get("value")

    def open(self, address):
        """Opens an address and waits until all of it is loaded."""
        self.events.clear()
        told = self.call("Page.navigate", url=address)
        expect("errorText" not in told, f"{address}: {told.get('errorText')}")
        self.wait_for_load()

    def wait_for_load(self):
        end = time.monotonic() + CALL_SECONDS
        while "Page.loadEventFired" not in self.events:
            expect(time.monotonic() < end, "the page was not loaded in time")
            self.events.append(self.message().get("method"))
        self.events.clear()

    def width(self, pixels, height=900):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=pixels, height=height,
            deviceScaleFactor=1, mobile=False,
        )

    def media(self, media="", scheme="light"):
        """Screen or print, light or dark, and always without motion."""
        self.call(
            "Emulation.setEmulatedMedia", media=media,
            features=[
                {"name": "prefers-reduced-motion", "value": "reduce"},
                {"name": "prefers-color-scheme", "value": scheme},
            ],
        )

    def picture(self):
        """The whole page as PNG, in base64."""
        return self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True
        )["data"]

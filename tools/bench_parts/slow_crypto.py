"""How long Encrypt takes while somebody else creates RSA keys of 4096 bits without a pause."""

import base64
import json
import threading

from common import call, load
from served import Served


def measure(options):
    with Served(manual_clock=False) as keytrail:
        key = json.loads(call(keytrail, "TrentService.CreateKey", {})[1])["KeyMetadata"]["KeyId"]
        body = {"KeyId": key, "Plaintext": base64.b64encode(b"foo").decode()}
        idle = load(keytrail.url, "TrentService.Encrypt", body, 1, options.seconds)
        is_over = threading.Event()
        created = [0]

        def create():
            while not is_over.is_set():
                status, text = call(keytrail, "TrentService.CreateKey", {"KeySpec": "RSA_4096", "KeyUsage": "SIGN_VERIFY"})
                assert status == 200, text
                created[0] += 1

        creator = threading.Thread(target=create)
        creator.start()
        busy = load(keytrail.url, "TrentService.Encrypt", body, 1, 2 * options.seconds)
        is_over.set()
        creator.join()
    return {"idle": idle, "busy": busy, "rsa_keys": created[0], "p99_ratio": busy["p99"] / idle["p99"]}


def lines(found):
    yield f"alone                  p50 {found['idle']['p50']:.2f} ms, p99 {found['idle']['p99']:.2f} ms"
    yield f"beside {found['rsa_keys']:3} RSA keys    p50 {found['busy']['p50']:.2f} ms, p99 {found['busy']['p99']:.2f} ms"
    yield f"p99 ratio              {found['p99_ratio']:.2f}"

"""An SMTP server for one test: prints its port, then each message it takes, as lines of JSON.

Ends when its standard input does. With --auth it wants alice and her password, with --tls it
takes mail after STARTTLS only, with a certificate that nobody vouches for.
"""

import asyncio
import json
import logging
import ssl
import subprocess
import sys
import tempfile
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


# AUTH without TLS, which the tests mean, is nothing to warn of here.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")


def say(document):
    print(json.dumps(document), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf-8"),
            "user": session.auth_data,
            "tls": session.ssl is not None,
        })
        return "250 Message accepted"


def authenticate(server, session, envelope, mechanism, data):
    is_alice = (data.login, data.password) == (b"alice", b"secret")
    return AuthResult(success=is_alice, handled=False, auth_data="alice")


def tls_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = folder + "/certificate.pem", folder + "/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                        "-subj", "/CN=x", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        context.load_cert_chain(certificate, key)
    return context


def settings():
    if "--auth" in sys.argv:
        return {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    if "--tls" in sys.argv:
        return {"tls_context": tls_context(), "require_starttls": True}
    return {}


async def main():
    loop = asyncio.get_running_loop()
    chosen = settings()
    server = await loop.create_server(lambda: SMTP(Handler(), **chosen), host="127.0.0.1", port=0)
    say({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())

"""`podwright emulator ui`: the page with what is in the emulated clouds, for a browser on this machine."""

from __future__ import annotations

import click

from podwright.cli.emulator_options import state_folder
from podwright.cli.invocation import Invocation


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="This port; a free one by default.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def ui(invocation: Invocation, port: int, opens: bool) -> None:
    """Serve a page that shows resources, quotas, faults and the last calls, until Ctrl-C.

    It listens on 127.0.0.1 only, changes nothing, and needs no running emulator.
    """
    from podwright.emulator.ui.server import HOST, make_server
    from podwright.errors import InputError, Problem

    folder = state_folder(invocation)
    try:
        server = make_server(folder, port)
    except OSError as error:
        problem = Problem("--port", f"it cannot be used: {error.strerror}", given=str(port), fix="leave --port out")
        raise InputError(problem) from error
    address = f"http://{HOST}:{server.server_port}/"
    click.echo(address)
    if opens:
        click.launch(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()

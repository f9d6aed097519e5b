"""Everything that the window needs, in one call."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from door_access.bootstrap.card_reading import serial_cards
from door_access.bootstrap.decision import AS_SET, Asked, make_costs, make_mind
from door_access.bootstrap.eyes import Progress, make_encoder
from door_access.bootstrap.running import door_rules, make_run, running_clock
from door_access.bootstrap.running_kiosk import Kiosk, Making
from door_access.bootstrap.site import Site, opened_site, owned_door
from door_access.bootstrap.sources import make_source
from door_access.desk.desk import Desk
from door_access.desk.operator_pin import OperatorPin
from door_access.runtime.card_watch import CardListener
from door_access.runtime.events import AlarmRaised
from door_access.vision.cameras.devices import list_cameras


def build_kiosk(data_dir: Path, spec: str | None, progress: Progress, asked: Asked = AS_SET) -> Kiosk:
    """Open everything that the window needs; stopping the kiosk closes it.

    Raises:
        DoorInUse: another process owns this door.
        DoorAccessError: settings, database, weights or source cannot be used.
    """
    with ExitStack() as opened:
        site = opened.enter_context(opened_site(data_dir))
        opened.enter_context(owned_door(site))
        kept = ExitStack()
        source = spec or site.settings.camera.source
        kiosk = _kiosk_of(site, source, progress, asked, close=kept.close)
        if site.settings.door.card_reader:
            opened.enter_context(serial_cards(site.settings.door.card_reader, _card_listener(kiosk)))
        kept.push(opened.pop_all())
    return kiosk


def _card_listener(kiosk: Kiosk) -> CardListener:
    return CardListener(
        card=kiosk.show_card,
        misread=lambda _: kiosk.misread_card(),
        trouble=lambda sentence: kiosk.hub.publish(AlarmRaised(sentence)) if sentence else None,
    )


def _kiosk_of(site: Site, spec: str, progress: Progress, asked: Asked, *, close: Callable[[], None]) -> Kiosk:
    source = make_source(spec, site.settings, is_running=True)
    model, credentials = site.model, site.credentials
    encoder = make_encoder(site.models, model, progress)
    run = make_run(site, source, encoder, clock=running_clock(), asked=asked)
    desk = Desk(
        site.people,
        site.log,
        OperatorPin(site.store, clock=time.monotonic),
        model_key=model.key,
        config_path=site.config_path,
        find_cameras=list_cameras,
    )
    desk.costs_of = partial(make_costs, model)
    desk.keep_credentials(credentials)
    making = Making(
        source=lambda words, settings: make_source(words, settings, is_running=True),
        mind=lambda settings: make_mind(settings, model, encoder, credentials, asked),
        door_rules=door_rules,
        close=close,
    )
    return Kiosk(site.settings, run.pipeline, desk, hub=run.hub, making=making)

"""The views of a local system whose Redis lost them: built anew when it starts."""

import json
import urllib.request
from collections.abc import Callable, Mapping

from applications.pipe.stages import build_stages
from development.local_system.servers import ANSWER_SECONDS
from services.chassis.settings import ServiceSettings
from services.command_line.views_command import rebuild_stage

Say = Callable[[str], None]


def rebuild_lost_views(settings: ServiceSettings, workers: Mapping[str, str], say: Say) -> None:
    """Rebuild the views of each service whose worker, at a URL, finds them not whole.

    Until then its API answers nothing. Raises OSError where a worker does not answer, and as
    `rebuild-views` does.
    """
    for service, url in workers.items():
        with urllib.request.urlopen(f"{url}/live", timeout=ANSWER_SECONDS) as answer:
            lost = json.load(answer)["views_not_whole"]
        if lost:
            say(
                f"{service}: Redis 中的视图不完整，正在重建 its views in Redis are not whole "
                f"(partitions {', '.join(map(str, lost))}): they are rebuilt"
            )
            (stage,) = build_stages(settings.rulebooks, service, service)
            rebuild_stage(settings, stage)

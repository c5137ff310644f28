"""Step Functions of moto, carrying out state machines: `python3 asl-engine.py PORT WAIT_SCALE`.

Its tasks and item readers call the AWS that AWS_ENDPOINT_URL and the credentials of the environment name. moto leaves the
evaluation of JSONata out; jsonata-python does it here.
"""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from jsonata import jsonata
from moto.core.config import default_user_config
from moto.stepfunctions.parser.asl.utils import boto_client

PORT, WAIT_SCALE = int(sys.argv[1]), float(sys.argv[2])
ENDPOINT = os.environ.pop("AWS_ENDPOINT_URL")
CREDENTIALS = {name: os.environ[name.upper()] for name in ("aws_access_key_id", "aws_secret_access_key")}
FUNCTION_SECONDS = 900


def client_for(region, service, state_credentials=None):
    config = Config(read_timeout=FUNCTION_SECONDS, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=region, config=config, **CREDENTIALS)


# Before the modules that take it from there.
boto_client.boto_client_for = client_for

from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval import resource_eval_s3  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction  # noqa: E402
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata  # noqa: E402


def evaluate(expression):
    expression = jsonata.Jsonata(expression)
    expression.register_lambda("parse", json.loads)
    return json.loads(json.dumps(expression.evaluate(None), default=str))


moto_jsonata._eval_jsonata = evaluate

wait_interval = WaitFunction._wait_interval
WaitFunction._wait_interval = lambda self, env, wait_seconds: wait_interval(self, env, wait_seconds * WAIT_SCALE)


class ShortSleeps:
    sleep = staticmethod(lambda seconds: time.sleep(seconds * WAIT_SCALE))


retrier_decl.time = ShortSleeps

list_objects = resource_eval_s3.ResourceEvalS3._handle_list_objects_v2


def list_objects_as_json(env, *rest):
    """Times of the listing are text in Step Functions, and objects of Python in moto."""
    list_objects(env, *rest)
    env.stack.append(json.loads(json.dumps(env.stack.pop(), default=str)))


resource_eval_s3.ResourceEvalS3._handle_list_objects_v2 = staticmethod(list_objects_as_json)

default_user_config["stepfunctions"] = {"execute_state_machine": True}

from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer("127.0.0.1", PORT, verbose=False)
server.start()
while sys.stdin.read(1):
    pass
server.stop()

#!/usr/bin/env python3
"""The service that a Python team would write for the same questions, without money and receipts.

FastAPI on uvicorn with its fast loop and parser, one worker: a text goes through
sentence-transformers and a linear head to its label; texts go to their embeddings. Endpoints are
plain functions, which FastAPI runs on its thread pool, as PyTorch computes without the
interpreter's lock. `openledger bench serving` starts it and asks it and a node in turns.

The head's weights are drawn from a seed: its arithmetic is that of any head. Prints one JSON
object, `{"url": …, "peer": …}`, once requests are taken; ends when standard input does.

    .cache/peers/bin/python scripts/peers/serving_peer.py --model .cache/models/all-MiniLM-L6-v2
"""

import argparse
import base64
import json
import os
import socket
import sys
import threading
import time
import typing

import fastapi
import fastapi.responses
import numpy
import pydantic
import sentence_transformers
import torch
import uvicorn


class Message(pydantic.BaseModel):
    role: str
    content: str


class ChatRequest(pydantic.BaseModel):
    model: str
    messages: list[Message]


class EmbeddingsRequest(pydantic.BaseModel):
    model: str
    input: str | list[str]
    encoding_format: typing.Literal["float", "base64"] = "float"


class Classifier:
    """A sentence encoder with a linear head over it."""

    def __init__(self, path, classes):
        torch.manual_seed(1)
        self.encoder = sentence_transformers.SentenceTransformer(path, device="cpu")
        self.head = torch.nn.Linear(self.encoder.get_embedding_dimension(), classes)
        self.labels = [f"label-{number}" for number in range(classes)]

    def embeddings(self, texts):
        return self.encoder.encode(texts, show_progress_bar=False)

    def label(self, text):
        feature = self.encoder.encode(text, show_progress_bar=False, convert_to_tensor=True)
        with torch.inference_mode():
            return self.labels[int(self.head(feature).argmax())]


def application(classifier):
    made = fastapi.FastAPI()

    @made.post("/v1/chat/completions")
    def complete(request: ChatRequest):
        questions = [message.content for message in request.messages if message.role == "user"]
        if not questions:
            raise fastapi.HTTPException(400, "messages must hold one of the user")
        label = classifier.label(questions[-1])
        return fastapi.responses.JSONResponse({
            "id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()),
            "model": request.model,
            "choices": [{
                "index": 0, "message": {"role": "assistant", "content": label},
                "finish_reason": "stop",
            }],
        })

    @made.post("/v1/embeddings")
    def embed(request: EmbeddingsRequest):
        texts = [request.input] if isinstance(request.input, str) else request.input
        vectors = classifier.embeddings(texts)
        if request.encoding_format == "base64":
            written = [base64.b64encode(numpy.float32(row).tobytes()).decode() for row in vectors]
        else:
            written = [row.tolist() for row in vectors]
        # A response that is made here is not searched for values that JSON does not know.
        return fastapi.responses.JSONResponse({
            "object": "list", "model": request.model,
            "data": [
                {"object": "embedding", "index": index, "embedding": vector}
                for index, vector in enumerate(written)
            ],
        })

    return made


def end_with_input(server):
    """Ends the server when whoever started it is gone."""
    while sys.stdin.buffer.read(1):
        pass
    server.should_exit = True


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", required=True, help="folder of the base model")
    arguments.add_argument("--classes", type=int, default=43, help="labels of the head")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    classifier = Classifier(chosen.model, chosen.classes)
    classifier.label("the first call is slower")
    server = uvicorn.Server(uvicorn.Config(
        application(classifier), log_level="warning", access_log=False,
        timeout_graceful_shutdown=1,
    ))
    threading.Thread(target=end_with_input, args=(server,), daemon=True).start()
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        port = listening.getsockname()[1]
        peer = (f"FastAPI {fastapi.__version__}, uvicorn {uvicorn.__version__}, "
                f"sentence-transformers {sentence_transformers.__version__}")
        print(json.dumps({"url": f"http://127.0.0.1:{port}", "peer": peer}), flush=True)
        server.run(sockets=[listening])


if __name__ == "__main__":
    main()

"""Asks a running node as a program written for OpenAI would, with OpenAI's own unchanged client.

    python3 openai_client.py BASE_URL API_KEY [POOR_KEY]

BASE_URL is the node's, without /v1. POOR_KEY is a key whose account has no money; without it the
check of an empty balance is left out. Costs three answers. Prints a line a check, exits 1 on the
first that fails. Needs requirements.txt.
"""

import base64
import json
import struct
import sys
import uuid

import openai


def check(name, truth):
    print(("ok  " if truth else "NOT ") + name, flush=True)
    if not truth:
        sys.exit(1)


def refused(kind, call):
    """The error that a call raises; fails when it raises none or one of another class."""
    try:
        call()
    except openai.APIStatusError as error:
        check(f"{kind.__name__} for {error.status_code}", type(error) is kind)
        return error
    check(f"{kind.__name__} is raised", False)


def models(client):
    listed = [model.id for model in client.models.list()]
    check("models are listed", len(listed) >= 2)
    shown = client.models.retrieve(listed[0])
    check("a model is shown", shown.id == listed[0] and shown.object == "model")
    check("its price is told", int(shown.model_extra["openledger"]["price"]) > 0)
    check("the embedding model is shown", client.models.retrieve(listed[-1]).id == listed[-1])
    refused(openai.NotFoundError, lambda: client.models.retrieve("no-such-model"))
    return listed[0], listed[-1]


def chat(client, model):
    messages = [{"role": "user", "content": "a fast web server with a small footprint"}]
    raw = client.chat.completions.with_raw_response.create(
        model=model, messages=messages, temperature=0.2, max_tokens=5)
    answer = raw.parse()
    check("a question is answered", bool(answer.choices[0].message.content))
    check("the answer ends", answer.choices[0].finish_reason == "stop")
    usage = answer.usage
    check("tokens add up",
          usage.prompt_tokens + usage.completion_tokens == usage.total_tokens)
    receipt = raw.headers["OpenLedger-Receipt"]
    attribution = answer.model_extra["attribution"]
    check("the receipt rides in header, id and body",
          attribution["receipt"] == receipt and answer.id == f"chatcmpl-{receipt}")
    fee = sum(int(part) for part in attribution["parts"].values())
    lines = sum(int(line["amount"]) for line in attribution["sources"])
    check("the parts add up to the fee", fee == int(attribution["fee"]))
    check("the lines add up to the contributors' part",
          lines + int(attribution["unattributed"]["amount"])
          == int(attribution["parts"]["contributors"]))
    check("the entry is there", len(base64.b64decode(attribution["entry"])) > 100)


def stream(client, model):
    chunks = list(client.chat.completions.create(
        model=model, stream=True, stream_options={"include_usage": True},
        messages=[{"role": "user", "content": [{"type": "text", "text": "a text editor"}]}]))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    check("a stream begins with its role", deltas[0].role == "assistant")
    check("a stream brings words", "".join(delta.content or "" for delta in deltas) != "")
    check("a stream ends", [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop")
    check("a stream counts tokens last", chunks[-1].choices == [] and chunks[-1].usage is not None)
    check("a stream brings its receipt", int(chunks[-1].model_extra["attribution"]["receipt"]) > 0)


def idempotency(client, model):
    key = uuid.uuid4().hex
    def ask(words):
        return client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": words}],
            extra_headers={"Idempotency-Key": key})
    check("a repeated request is one request", ask("a game").id == ask("a game").id)
    error = refused(openai.ConflictError, lambda: ask("another game"))
    check("and not another one", error.code == "idempotency_conflict")


def embeddings(client, model):
    texts = ["a web server", "ein Webserver", "an editor"]
    plain = client.embeddings.create(model=model, input=texts, encoding_format="float")
    packed = client.embeddings.with_raw_response.create(model=model, input=texts)
    body = json.loads(packed.http_response.text)
    check("base64 is what the client asks for", isinstance(body["data"][0]["embedding"], str))
    for one, other in zip(plain.data, packed.parse().data):
        check(f"vector {one.index} is the same in both forms",
              len(one.embedding) == 384
              and struct.pack("<384f", *one.embedding) == struct.pack("<384f", *other.embedding))
    check("tokens are counted", plain.usage.total_tokens > 0)
    error = refused(openai.BadRequestError,
                    lambda: client.embeddings.create(model=model, input=texts, dimensions=64))
    check("another length is refused by name", error.param == "dimensions")
    # cl100k_base's tokens of the first text, as LangChain sends them.
    tokens = client.embeddings.create(model=model, input=[[64, 3566, 3622]])
    # One form writes numbers in decimal, the other their bytes.
    check("tokens are read as OpenAI's",
          struct.pack("<384f", *tokens.data[0].embedding)
          == struct.pack("<384f", *plain.data[0].embedding))
    error = refused(openai.BadRequestError,
                    lambda: client.embeddings.create(model=model, input=[[100257]]))
    check("tokens of no text are refused by name", error.param == "input")
    many = client.embeddings.create(model=model, input=["a"] * 2048)
    check("2,048 texts are taken at once", len(many.data) == 2048)


def errors(base, client, model, poor):
    error = refused(openai.AuthenticationError, lambda: openai.OpenAI(
        base_url=base + "/v1", api_key="nobody").embeddings.create(model="x", input="a"))
    check("the key is named", error.code == "invalid_api_key" and error.request_id is not None)
    message = [{"role": "user", "content": "a"}]
    error = refused(openai.NotFoundError,
                    lambda: client.chat.completions.create(model="x", messages=message))
    check("the model is named", error.code == "model_not_found" and error.param == "model")
    error = refused(openai.BadRequestError, lambda: client.chat.completions.create(
        model=model, messages=message, n=2))
    check("n is named", error.param == "n")
    for name, value in [("logprobs", True), ("tool_choice", "required"), ("max_tokens", 0),
                        ("temperature", "hot"), ("stop", "a"),
                        ("response_format", {"type": "json_object"})]:
        error = refused(openai.BadRequestError, lambda: client.chat.completions.create(
            model=model, messages=message, **{name: value}))
        check(f"{name} is named", error.param == name)
    error = refused(openai.BadRequestError, lambda: client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]}]))
    check("the part is named", error.param == "messages[0].content[0].type")
    refused(openai.NotFoundError, lambda: client.completions.create(model=model, prompt="a"))
    if poor:
        error = refused(openai.APIStatusError, lambda: openai.OpenAI(
            base_url=base + "/v1", api_key=poor).chat.completions.create(
                model=model, messages=message))
        check("an empty balance is told", error.status_code == 402
              and error.type == "insufficient_quota" and error.code == "insufficient_balance"
              and int(error.body["price"]) > int(error.body["balance"]))


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    base, key = sys.argv[1].rstrip("/"), sys.argv[2]
    client = openai.OpenAI(base_url=base + "/v1", api_key=key, max_retries=0)
    model, embedder = models(client)
    chat(client, model)
    stream(client, model)
    idempotency(client, model)
    embeddings(client, embedder)
    errors(base, client, model, sys.argv[3] if len(sys.argv) == 4 else None)


if __name__ == "__main__":
    main()

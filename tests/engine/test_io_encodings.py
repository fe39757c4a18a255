"""Which encoding a text is in: told by its letters, said by the user, or fitting none."""

from __future__ import annotations

import pytest

from assoc_engine.errors import SettingError
from assoc_engine.io.header_words import role_of_name
from assoc_engine.io.read import read_files
from assoc_engine.settings import ReadSettings


def read(path, encoding=""):
    return read_files(ReadSettings((str(path),), encoding=encoding))


def notes(raw):
    return [(note["message"], note["values"].get("name")) for note in raw.notes]


SHOPS = {
    "gb18030": ("订单编号,商品名称,数量", "农夫山泉 可口可乐 红烧肉 宫保鸡丁 不锈钢保温杯 喆牌茶 螺蛳粉 鲈鱼 充电宝"),
    "big5": ("訂單編號,商品名稱,數量", "珍珠奶茶 滷肉飯 蚵仔煎 鳳梨酥 可口可樂 衛生紙 不鏽鋼保溫杯 洗髮精 雞蛋"),
    "shift-jis": ("注文番号,商品名,数量", "りんご バナナ 牛乳 食パン おにぎり コーヒー チョコレート 味噌 日本酒"),
    "euc-kr": ("주문번호,상품명,수량", "사과 바나나 우유 식빵 계란 커피 맥주 김밥 도시락 초콜릿 라면"),
    "windows-1251": ("Заказ,Товар,Количество", "молоко хлеб яйца чай кофе Торт шоколад Щётка рубашка ЧАЙНИК"),
    "windows-1252": ("Commande,Article,Quantité", "Café Käse crème brûlée Äpfel Öl smörgås “fancy” men’s 5€ café–bar"),
}


@pytest.mark.parametrize("rows", [4, 60])
@pytest.mark.parametrize("encoding", SHOPS)
def test_the_encoding_is_told_by_the_letters(tmp_path, encoding, rows):
    header, items = SHOPS[encoding]
    items = items.split()
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join([header, *(f"{i // 2},{items[i * 4 % len(items)]},1" for i in range(rows))]).encode(encoding))
    raw = read(path)
    assert raw.headers == header.split(",")
    assert [raw.columns[1].coded[i] for i in range(rows)] == [items[i * 4 % len(items)] for i in range(rows)]
    assert len(raw.notes) == 1 and "no encoding" not in raw.notes[0]["message"]


def test_the_encoding_that_was_said_counts(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(("Objednávka,Výrobek,Množství\n" + "".join(f"{i},Žlutý čaj {i % 3},1\n" for i in range(20))).encode("cp1250"))
    assert read(path).columns[1].texts[0] != "Žlutý čaj 0"
    raw = read(path, "windows-1250")
    assert raw.headers[2] == "Množství" and raw.columns[1].texts[0] == "Žlutý čaj 0" and not raw.notes
    assert any("do not fit" in message and name == "utf-8" for message, name in notes(read(path, "utf-8")))


def test_a_mark_in_front_is_no_part_of_the_header(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("订单号,商品\n1,茶\n2,奶\n".encode("utf-8-sig"))
    assert read(path, "UTF-8").headers == ["订单号", "商品"]


@pytest.mark.parametrize("name", ["big6", "base64", "x\0y", "undefined"])
def test_an_encoding_that_is_none_is_refused_in_a_sentence(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_text("order,item\n1,tea\n")
    with pytest.raises(SettingError) as caught:
        read(path, name)
    assert caught.value.values == {"value": name} and caught.value.advice


def test_two_encodings_in_one_file_are_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("订单号,商品名称\n".encode() + b"".join(f"{i},可乐{i % 3}\n".encode("gbk" if i > 60 else "utf-8") for i in range(90)))
    raw = read(path)
    assert raw.headers == ["订单号", "商品名称"]
    assert [name for message, name in notes(raw) if "do not fit" in message] == ["UTF-8"]


def test_what_fits_no_encoding_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("Παραγγελία,Προϊόν\n".encode("cp1253") + b"".join(f"{i},γάλα {i % 3}\n".encode("cp1253") for i in range(30)))
    raw = read(path)
    assert [name for message, name in notes(raw) if "no encoding" in message] == ["Windows-1252"]
    assert read(path, "cp1253").columns[1].texts[0] == "γάλα 0"


def test_traditional_headers_are_known():
    names = {"訂單編號": "order", "商品名稱": "product", "數量": "quantity", "單價": "price", "金額": "amount", "客戶": "customer",
             "會員編號": "customer", "交易時間": "time", "商品類別": "category", "運費": "unused"}  # fmt: skip
    assert {name: role_of_name(name) for name in names} == names

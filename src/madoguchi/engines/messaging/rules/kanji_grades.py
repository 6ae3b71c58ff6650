# SPDX-License-Identifier: Apache-2.0
"""In which year of school is a kanji learnt?

学年別漢字配当表 (小学校学習指導要領 平成29年告示, in force since 令和2年4月): 1,026 kanji, 80, 160,
200, 202, 193 and 191 in years 1 to 6.
"""

from collections.abc import Mapping

_GRADES = (
    (
        "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石"
        "赤千川先早草足村大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    ),
    (
        "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広"
        "交光考行高黄合谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪"
        "船線前組走多太体台地池知茶昼長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩"
        "母方北毎妹万明鳴毛門夜野友用曜来里理話"
    ),
    (
        "悪安暗医委意育員院飲運泳駅央横屋温化荷界開階寒感漢館岸起期客究急級宮球去橋業曲局銀区苦具君係軽"
        "血決研県庫湖向幸港号根祭皿仕死使始指歯詩次事持式実写者主守取酒受州拾終習集住重宿所暑助昭消商章"
        "勝乗植申身神真深進世整昔全相送想息速族他打対待代第題炭短談着注柱丁帳調追定庭笛鉄転都度投豆島湯"
        "登等動童農波配倍箱畑発反坂板皮悲美鼻筆氷表秒病品負部服福物平返勉放味命面問役薬由油有遊予羊洋葉"
        "陽様落流旅両緑礼列練路和"
    ),
    (
        "愛案以衣位茨印英栄媛塩岡億加果貨課芽賀改械害街各覚潟完官管関観願岐希季旗器機議求泣給挙漁共協鏡"
        "競極熊訓軍郡群径景芸欠結建健験固功好香候康佐差菜最埼材崎昨札刷察参産散残氏司試児治滋辞鹿失借種"
        "周祝順初松笑唱焼照城縄臣信井成省清静席積折節説浅戦選然争倉巣束側続卒孫帯隊達単置仲沖兆低底的典"
        "伝徒努灯働特徳栃奈梨熱念敗梅博阪飯飛必票標不夫付府阜富副兵別辺変便包法望牧末満未民無約勇要養浴"
        "利陸良料量輪類令冷例連老労録"
    ),
    (
        "圧囲移因永営衛易益液演応往桜可仮価河過快解格確額刊幹慣眼紀基寄規喜技義逆久旧救居許境均禁句型経"
        "潔件険検限現減故個護効厚耕航鉱構興講告混査再災妻採際在財罪殺雑酸賛士支史志枝師資飼示似識質舎謝"
        "授修述術準序招証象賞条状常情織職制性政勢精製税責績接設絶祖素総造像増則測属率損貸態団断築貯張停"
        "提程適統堂銅導得毒独任燃能破犯判版比肥非費備評貧布婦武復複仏粉編弁保墓報豊防貿暴脈務夢迷綿輸余"
        "容略留領歴"
    ),
    (
        "胃異遺域宇映延沿恩我灰拡革閣割株干巻看簡危机揮貴疑吸供胸郷勤筋系敬警劇激穴券絹権憲源厳己呼誤后"
        "孝皇紅降鋼刻穀骨困砂座済裁策冊蚕至私姿視詞誌磁射捨尺若樹収宗就衆従縦縮熟純処署諸除承将傷障蒸針"
        "仁垂推寸盛聖誠舌宣専泉洗染銭善奏窓創装層操蔵臓存尊退宅担探誕段暖値宙忠著庁頂腸潮賃痛敵展討党糖"
        "届難乳認納脳派拝背肺俳班晩否批秘俵腹奮並陛閉片補暮宝訪亡忘棒枚幕密盟模訳郵優預幼欲翌乱卵覧裏律"
        "臨朗論"
    ),
)
BEYOND = 7
"""The grade of a kanji that no year of primary school teaches."""
GRADES: Mapping[str, int] = {
    kanji: grade for grade, listed in enumerate(_GRADES, start=1) for kanji in listed
}


def grade_of(character: str) -> int:
    """1 to 6, ``BEYOND`` for other kanji, 0 for what is no kanji."""
    if not is_kanji(character):
        return 0
    return GRADES.get(character, BEYOND)


def is_kanji(character: str) -> bool:
    """Whether it is a kanji, 々 included."""
    code = ord(character)
    return (
        character in "々〆"
        or 0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3134F
    )


def count_by_grade() -> tuple[int, ...]:
    """How many kanji each year has; a test compares it with the standard."""
    return tuple(len(listed) for listed in _GRADES)

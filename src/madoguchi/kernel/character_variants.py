# SPDX-License-Identifier: Apache-2.0
"""Which kanji are written in several ways in names and places (異体字), and under which are they found?

The table serves fuzzy search only; a stored name is never changed by it. The first character of
each group is the one found in today's dictionaries. Collected from the 旧字体 of the 常用漢字表 and
人名用漢字別表, and from the examples of 住民記録システム標準仕様書 2.1.2.
"""

_GROUPS = """
辺邊邉边𨘢 浜濱濵滨 藤籐籘䕨 高髙 崎﨑嵜碕㟢 斎齋齊斉斊 沢澤 広廣 島嶋嶌 富冨 桜櫻
国國圀 竜龍 滝瀧 関關 塩鹽 黒黑 増增 徳德 緑綠 横橫 条條 寿壽 宝寶寳 恵惠 恒恆
栄榮 桧檜 槙槇 真眞 静靜 総總 聡聰 荘莊 蔵藏 薫薰 穂穗 豊豐 郷鄕 鉄鐵 銭錢 録錄
頼賴 顕顯 鶴鸖靏靍 鴎鷗 麦麥 亀龜 万萬 与與 両兩 予豫 亜亞 仏佛 会會 伝傳 体體
侭儘 価價 児兒 剣劍劔剱 労勞 区區 医醫 単單 厳嚴 双雙 収收 吉𠮷 団團 囲圍 図圖
圧壓 壱壹 声聲 売賣 変變 奥奧 奨獎 学學斈 実實 寛寬 将將 専專 尭堯 岳嶽 峰峯 巌巖
巣巢 帯帶 帰歸 庁廳 弁辨瓣辯 弥彌 弾彈 当當 従從 応應 恋戀 悦悅 懐懷 戸戶户 戦戰
払拂 抜拔 択擇 拡擴 挙擧 掲揭 揺搖 摂攝 撃擊 数數 断斷 旧舊 昼晝 晋晉 暁曉 曽曾
来來 柏栢 柳栁桺 栃杤 桑桒 梅楳 検檢 楼樓 楽樂 権權 様樣 歩步 歯齒 歳歲 歴歷 残殘
毎每 気氣 涙淚 涼凉 渓溪谿 渋澁澀 済濟 温溫 湾灣 湿濕 満滿 瀬瀨 灯燈 点點 為爲
焼燒 煕熙熈 状狀 独獨 狭狹 猪豬 献獻 瑶瑤 画畫 畳疊 発發 県縣 研硏 砕碎 礼禮 禄祿
禅禪 秘祕 称稱 稲稻 穣穰 竃竈 竪豎 経經 継繼 続續 絵繪 縄繩 縁緣 縦縱 聴聽 脳腦
芦蘆 芸藝 茎莖 蒋蔣 薮藪籔 虎乕 虚虛 蛍螢 蝿蠅 蝉蟬 衛衞 裏裡 装裝 覇霸 覚覺 観觀
触觸 訳譯 証證 読讀 諌諫 謡謠 譲讓 転轉 軽輕 辞辭 逓遞 遥遙 遅遲 郎郞 酔醉 釈釋
釜釡 鉱鑛 舗舖鋪 錬鍊 鎮鎭 険險 隠隱 隣鄰 雑雜 霊靈 館舘 駅驛 駆驅 験驗 髪髮
鶏鷄雞 麺麵 黄黃 黙默 齢齡 凛凜 桝枡 園薗 秋穐龝 刈苅 船舩 昇曻 勲勳 卯夘 呂吕
喜㐂 壮壯 姉姊 姫姬 娯娛 尚尙 彦彥 慎愼 戻戾 教敎 既旣 昂昻 概槪 歓歡 清淸 産產
祢禰 祷禱 税稅 籠篭 粛肅 耀燿 脱脫 舎舍 艶艷 蛎蠣 説說 醸釀 靭靱 頚頸 飲飮 湧涌
野埜 壷壺 写寫冩 剰剩 励勵 即卽 叙敍 塁壘 壊壞 壌壤 嬢孃 寝寢 対對 届屆 属屬 峡峽
廃廢 径徑 徴徵 悩惱 悪惡 担擔 拝拜 拠據 挿插 捜搜 枢樞 栖棲 桟棧 欧歐 殻殼 浄淨
浅淺 滞滯 炉爐 痩瘦 盗盜 砺礪 磯礒 窓窗牕 糸絲 繋繫 翻飜 胆膽 蚕蠶 蛮蠻 褒襃 誉譽
迩邇 鋭銳 陥陷 随隨 頬頰 顔顏 騒騷 髄髓 麹麴 土圡 角⻆ 村邨 垂埀 珍珎 乗乘 仮假
倹儉 偽僞 処處 効效 勧勸 匁匆 参參 営營 嘱囑 圏圈 堕墮 奈柰 妍姸 宮宫 寧寍 尽盡
嵐岚 弐貳 恥耻 時旹 沿㳂 淵渊渕 潟舄 煙烟 略畧 盖葢蓋 稿稾 粋粹 糠粇 群羣 翠翆
茲玆 蓑簑 蘇蘓 覧覽 賛贊 践踐 迪廸 鋳鑄 閑閒 雁鴈 餅餠 鼓皷
"""


def _fold(groups: str) -> dict[int, str]:
    folded: dict[int, str] = {}
    for group in groups.split():
        for variant in group[1:]:
            if variant != group[0]:
                folded.setdefault(ord(variant), group[0])
    return folded


VARIANTS: dict[int, str] = _fold(_GROUPS)
"""Code point of a variant → the character under which it is found."""

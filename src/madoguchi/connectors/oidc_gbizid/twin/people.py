# SPDX-License-Identifier: Apache-2.0
"""Which accounts does the twin know? Businesses of Todai and one agent, all invented."""

from typing import Any

PASSWORD = "todai-gbiz"  # noqa: S105 - of practice accounts
_SEIMO = {
    "corp_type": "1",
    "corporate_number": "5000000000202",
    "name": "有限会社みさき製網",
    "prefecture_name": "灯台県",
    "address1": "灯台市岬",
    "address2": "21番地",
    "rep_last_nm": "濵﨑",
    "rep_first_nm": "髙志",
    "rep_last_nm_kana": "ハマサキ",
    "rep_first_nm_kana": "タカシ",
}
_PRINCIPAL = {key: _SEIMO[key] for key in _SEIMO if key != "corp_type"}


def _mandate(**more: Any) -> dict[str, Any]:
    return {**_PRINCIPAL, **more}


ACCOUNTS: dict[str, dict[str, Any]] = {
    "prime": {
        **_SEIMO,
        "account_type": "2",
        "user_last_nm": "濵﨑",
        "user_first_nm": "髙志",
    },
    "member": {
        **_SEIMO,
        "account_type": "3",
        "user_last_nm": "鷗谷",
        "user_first_nm": "由紀",
    },
    "entry": {
        **_SEIMO,
        "account_type": "1",
        "user_last_nm": "鷗谷",
        "user_first_nm": "由紀",
    },
    "sole": {
        "account_type": "2",
        "corp_type": "2",
        "name": "食堂おき",
        "prefecture_name": "灯台県",
        "address1": "灯台市沖ノ島",
        "address2": "57番地",
        "rep_last_nm": "沖",
        "rep_first_nm": "サチ",
        "user_last_nm": "沖",
        "user_first_nm": "サチ",
    },
    "agent": {
        "account_type": "2",
        "corp_type": "1",
        "corporate_number": "6000000000201",
        "name": "行政書士法人みなと",
        "prefecture_name": "灯台県",
        "address1": "灯台市港町一丁目",
        "address2": "2番3号",
        "rep_last_nm": "港",
        "rep_first_nm": "節子",
        "user_last_nm": "港",
        "user_first_nm": "節子",
        "mandate_info": [
            _mandate(
                services=["road-occupancy", "dx-subsidy"],
                start_ymd="2026-04-01",
                end_ymd="2030-03-31",
            )
        ],
    },
    "late-agent": {
        "account_type": "2",
        "corp_type": "1",
        "corporate_number": "6000000000201",
        "name": "行政書士法人みなと",
        "rep_last_nm": "港",
        "rep_first_nm": "節子",
        "mandate_info": [_mandate(services=["*"], start_ymd="2024-04-01", end_ymd="2025-03-31")],
    },
}
LABELS = {
    "prime": "有限会社みさき製網(プライム)",
    "member": "有限会社みさき製網(メンバー)",
    "entry": "有限会社みさき製網(エントリー)",
    "sole": "食堂おき(個人事業・プライム)",
    "agent": "行政書士法人みなと(みさき製網の委任を受けている)",
    "late-agent": "行政書士法人みなと(委任の期間が過ぎている)",
}
PROFILE = {
    "account_type", "corp_type", "corporate_number", "name", "prefecture_name", "address1",
    "address2", "rep_last_nm", "rep_first_nm", "rep_last_nm_kana", "rep_first_nm_kana",
}  # fmt: skip
"""What the scope ``profile`` opens; ``user`` opens user_…, ``mandate`` opens mandate_info."""
